import { expect, it } from 'vitest';
import { day, hour, minute, second } from '../../shared/duration';
import type { EventAttributes } from '../../shared/events/event';
import { tenant } from '../delivery/sample-event';
import { burst, iso, start, useReplaying } from './replaying';

const at = useReplaying('archive', 'siem');

const yesterday = start - day;
const range = ['--from', iso(yesterday), '--to', iso(yesterday + 2 * hour)];
const subjects = (events: readonly { readonly attributes: EventAttributes }[]) =>
  events.map(({ attributes }) => Number(attributes.subject)).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it('sends a range with a burst of several pages once more, each version once, and nothing outside of it', async () => {
  const { customer, replay, queued } = at();
  burst(customer, 1, 330, yesterday + hour);
  burst(customer, 331, 20, yesterday, minute);
  burst(customer, 1_000, 3, yesterday + 2 * hour);
  burst(customer, 2_000, 3, yesterday - 1);

  const { code, out, err } = await replay(...range);
  expect(code).toBe(0);
  expect(err).toMatch(/^Contoso, defender-xdr: 2026-11-19 08:00:00 to 2026-11-19 10:00:00 UTC \(2 hours\)/);
  expect(err).toMatch(/defender-xdr: 350 versions sent, all is read; \d+ of 40 background calls this minute, /);
  expect(out).toMatch(/^350 versions of Contoso \(.*\) on the way to archive, siem, marked as a replay\.\n/);
  expect(out).toMatch(/350 versions of 350 incidents, \d+ kB, last updated 2026-11-19 08:00:00 to .* 09:00:00 UTC/);
  expect(out).toContain(`relay trace ${tenant} `);
  expect(subjects(queued())).toEqual(upTo(350));
  for (const { attributes, retry } of queued()) {
    expect(attributes.replay).toBe(true);
    expect(retry).toEqual({ relayowed: 'archive,siem', relaybypass: true });
  }
});

it('delivers what was delivered before, with the same id, and counts it as replayed, not as a repeat', async () => {
  const { customer, replay, forward, collect, delivering } = at();
  burst(customer, 1, 3, start - minute);
  await collect();
  await forward();
  const { world } = delivering;
  const before = [...world.receiver('siem').events];
  expect(subjects(before)).toEqual([1, 2, 3]);

  const { code } = await replay('--from', iso(start - minute), '--to', iso(start), '--destination', 'siem');
  expect(code).toBe(0);
  await forward();
  const again = world.receiver('siem').events.slice(3);
  const idsOf = (events: typeof again) => events.map(({ attributes }) => attributes.id).sort();
  expect(idsOf(again)).toEqual(idsOf(before));
  for (const { attributes } of again) {
    expect(attributes.replay).toBe(true);
    expect(Object.keys(attributes).filter((name) => name.startsWith('relay'))).toEqual([]);
  }
  expect(world.receiver('archive').events).toHaveLength(3);
  const { byDestination } = await delivering.desk.listing.sums(['archive', 'siem'], tenant);
  expect(byDestination.get('siem')).toMatchObject({ collected: 3, delivered: 3, replayed: 3, repeats: 0 });
  expect(byDestination.get('archive')).toMatchObject({ collected: 3, delivered: 3, replayed: 0, repeats: 0 });
});

it('changes nothing of what collection knows but the calls', async () => {
  const { customer, replay, collect, delivering } = at();
  burst(customer, 1, 150, start - 5 * minute);
  await collect();
  const row = async () => (await delivering.rows.checkpoints.get(tenant, 'defender-xdr'))?.columns ?? {};
  const { calls: before, ...others } = await row();
  const { code } = await replay('--from', iso(start - hour), '--to', iso(start));
  expect(code).toBe(0);
  const { calls: after, ...same } = await row();
  expect(same).toEqual(others);
  expect(after).not.toEqual(before);
});

it('asks and counts in a dry run, and sends nothing', async () => {
  const { customer, replay, delivering, cloud } = at();
  burst(customer, 1, 120, yesterday, second);
  const { code, out } = await replay(...range, '--dry-run', '--json');
  expect(code).toBe(0);
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({
    tenant: { id: tenant, displayName: 'Contoso', status: 'active' },
    dryRun: true,
    complete: true,
    destinations: ['archive', 'siem'],
    versions: 120,
    sources: [{ source: 'defender-xdr', complete: true, versions: 120, records: 120, tooLarge: [], refused: [] }],
  });
  const [{ bytes, firstUpdate, lastUpdate, calls }] = answer.sources;
  expect(bytes).toBeGreaterThan(120 * 100);
  expect([firstUpdate, lastUpdate]).toEqual(['2026-11-19T08:00:00.0000000Z', '2026-11-19T08:01:59.0000000Z']);
  expect(cloud.requests.filter(({ service }) => service === 'xdr')).toHaveLength(calls);
  const { queue, retryQueue, payloadBlobs } = delivering.world;
  expect([await queue.depth(), await retryQueue.depth(), payloadBlobs.blobs.size]).toEqual([0, 0, 0]);
});

it('waits as long as the API asks in the middle, says so, parks collection too, and goes on where it was', async () => {
  const { customer, replay, queued, cloud, delivering } = at();
  burst(customer, 1, 300, yesterday, second);
  cloud.script(tenant, 'incidents', ['pass', 'pass', { status: 429, headers: { 'retry-after': '90' } }]);
  const began = delivering.world.clock.now();
  const { code, out, err } = await replay(...range);
  expect(code).toBe(0);
  expect(err).toMatch(/defender-xdr: waits until .* UTC \(in 90 seconds\): the API asked to wait/);
  expect(delivering.world.clock.now() - began).toBeGreaterThanOrEqual(90 * second);
  expect(out).toContain('300 versions of 300 incidents');
  const row = await delivering.rows.checkpoints.get(tenant, 'defender-xdr');
  expect(Date.parse(String(row?.columns.notBefore))).toBeGreaterThan(began + 89 * second);
  expect(subjects(queued())).toEqual(upTo(300));
});

it('gives up after lasting faults, with what it has sent, and prints the command that goes on', async () => {
  const { customer, replay, queued, cloud } = at();
  burst(customer, 1, 300, yesterday, 20 * second);
  cloud.script(tenant, 'incidents', ['pass', 'pass', ...Array.from({ length: 6 }, () => ({ status: 503 }))]);
  const { code, out, err } = await replay(...range, '--destination', 'siem');
  expect(code).toBe(1);
  expect(err.match(/it is tried again/g)).toHaveLength(5);
  expect(cloud.remainingSteps(tenant, 'incidents')).toBe(0);
  const sent = queued().length;
  expect(out).toMatch(new RegExp(`^${sent} versions of Contoso [\\s\\S]*Stopped: .*503`));
  const [, rest = ''] = /Go on:\n\s+relay replay --tenant \S+ (.*)/.exec(out) ?? [];
  expect(rest).toContain('--destination siem --source defender-xdr --from 2026-11-19T08:00:00.0000000Z --to ');
  expect(rest).not.toContain(iso(yesterday + 2 * hour).slice(0, 19));

  expect(await replay(...rest.split(' '))).toMatchObject({ code: 0 });
  expect([...new Set(subjects(queued()))]).toEqual(upTo(300));
});

it('sends nothing twice when storage refuses some of a page', async () => {
  const { customer, replay, queued, delivering } = at();
  burst(customer, 1, 60, yesterday, second);
  delivering.world.queue.failPuts(2);
  const { code, err } = await replay(...range);
  expect(code).toBe(0);
  expect(err).toContain('it is tried again. Queue: putting a message failed (503)');
  expect(subjects(queued())).toEqual(upTo(60));
});
