import { expect, it } from 'vitest';
import { minute, second } from '../../shared/duration';
import { otherTenant, tenant } from '../delivery/sample-event';
import { versionOf } from '../delivery/versions';
import { useDelivering } from './delivering';

const at = useDelivering('archive', 'siem', 'tickets');

const retry = () => ({ kind: 'retry', reason: 'answered 503' }) as const;

/** The lines of one version, by what stands in front of them. */
function linesOf(out: string, updated: string): Record<string, string> {
  const [, block = ''] = out.split(`Version last updated ${updated}\n`);
  const lines = block.split('\n\n')[0]?.split('\n') ?? [];
  let label = '';
  const found: Record<string, string> = {};
  for (const line of lines) {
    const [, name, text = ''] = /^ {2}(\S*) +(.*)$/.exec(line) ?? [];
    label = name || label;
    found[label] = found[label] === undefined ? text : `${found[label]} | ${text}`;
  }
  return found;
}

it('tells how every version stands with every destination, the newest first', async () => {
  const { world, collect, pass, run, json } = at();
  const refuse = () => ({ kind: 'rejected', reason: 'answered 422' }) as const;
  world.receiver('archive').answer = refuse;
  world.clock.advance(5 * second);
  await collect(versionOf(7, 1, 'active'));
  world.receiver('tickets').filter = '{"statuses":["active"]}';
  world.receiver('siem').answer = retry;
  await pass(15 * second, 5 * second);
  await collect(versionOf(7, 16, 'resolved'));
  await pass(minute);

  const { code, out } = await run(['trace', 'contoso', '7']);
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`^Incident 7 of Contoso \\(${tenant}\\)\n\nVersion last updated 2026-11-20T08:00:16`));
  const { id } = versionOf(7, 16).attributes;
  const newest = linesOf(out, '2026-11-20T08:00:16.0000000Z');
  expect(newest).toEqual({
    event: id,
    collected: '2026-11-20 08:00:16 UTC (64 seconds ago), within a second of its last update',
    queued: '2026-11-20 08:00:19 UTC',
    archive: expect.stringMatching(
      `^dead-lettered 2026-11-20 08:00:20 UTC, at the first attempt: answered 422.* \\| send it again: relay dead-letters replay archive/${id.slice(0, 10)}$`,
    ),
    siem: expect.stringMatching(/^waiting, \d attempts so far, the last 2026-11-20 08:0.* ago\): answered 503/),
    tickets: 'filtered 2026-11-20 08:00:20 UTC: resolved is not among its statuses (active)',
  });
  const older = linesOf(out, '2026-11-20T08:00:01.0000000Z');
  expect(older.siem).toBe(
    'delivered 2026-11-20 08:00:05 UTC, 4 seconds after collection, 4 seconds after its last update, at the first attempt' +
      ' | changes: created',
  );
  expect(out).toContain('none: these are all that were collected.');

  const { found } = await json('trace', tenant, '7', '--kind', 'incident');
  expect(found[0].versions[0]).toMatchObject({
    id,
    destinations: [
      { destination: 'archive', state: 'dead', letter: `archive/${id.slice(0, 10)}` },
      { destination: 'siem', state: 'waiting' },
      { destination: 'tickets', state: 'filtered' },
    ],
  });
  expect(found[0].versions[1].destinations[1]).toMatchObject({ state: 'delivered', latencyMs: 4_000, attempts: 1 });
});

it('tells what was superseded, what changed, and after how many attempts it arrived', async () => {
  const { world, collect, pass, run } = at();
  world.receiver('siem').answer = retry;
  await collect(versionOf(7, 1, 'active'));
  world.receiver('siem').answer = () => ({ kind: 'delivered' });
  await collect(versionOf(7, 2, 'resolved'));
  await pass(minute);
  const { code, out } = await run(['trace', 'Contoso', '7']);
  expect(code).toBe(0);
  expect(linesOf(out, '2026-11-20T08:00:01.0000000Z').siem).toMatch(
    /^superseded .* UTC, not sent: a newer version was delivered before$/,
  );
  expect(linesOf(out, '2026-11-20T08:00:02.0000000Z').tickets).toMatch(/changes: status active→resolved$/);

  world.receiver('siem').answer = retry;
  await collect(versionOf(8, 1));
  world.receiver('siem').answer = () => ({ kind: 'delivered' });
  await pass(minute);
  expect(linesOf((await run(['trace', 'Contoso', '8'])).out, '2026-11-20T08:00:01.0000000Z').siem).toMatch(
    /after 2 attempts \| changes: created$/,
  );
});

it('says where the letter went once it was dropped, and marks what was replayed', async () => {
  const { world, collect, pass, run } = at();
  world.receiver('siem').answer = () => ({ kind: 'rejected', reason: 'answered 422' });
  await collect(versionOf(7, 1));
  const key = `siem/${versionOf(7, 1).attributes.id}`;
  await collect(versionOf(7, 2));
  await run(['dead-letters', 'drop', key, '--yes']);
  world.receiver('siem').answer = () => ({ kind: 'delivered' });
  await run(['dead-letters', 'replay', '--all']);
  await pass(minute);
  const { code, out } = await run(['trace', 'Contoso', '7']);
  expect(code).toBe(0);
  expect(linesOf(out, '2026-11-20T08:00:01.0000000Z').siem).toContain(
    'its letter is gone: it was dropped, or sent to another destination',
  );
  expect(linesOf(out, '2026-11-20T08:00:02.0000000Z').siem).toMatch(/^delivered 2026-11-20 08:00:\d\d UTC/);
});

it('advises to drop a letter of which a newer version was delivered since', async () => {
  const { world, collect, run } = at();
  world.receiver('siem').answer = () => ({ kind: 'rejected', reason: 'answered 422' });
  await collect(versionOf(7, 1));
  world.receiver('siem').answer = () => ({ kind: 'delivered' });
  await collect(versionOf(7, 2));
  const { code, out } = await run(['trace', 'Contoso', '7']);
  expect(code).toBe(0);
  const key = `siem/${versionOf(7, 1).attributes.id.slice(0, 10)}`;
  expect(linesOf(out, '2026-11-20T08:00:01.0000000Z').siem).toContain(
    `it has a newer version by now; remove the letter: relay dead-letters drop ${key} --yes`,
  );
});

it('lists the last twenty and counts the older ones', async () => {
  const { collect, run, json } = at();
  await collect(...Array.from({ length: 25 }, (_, index) => versionOf(7, index + 1)));
  const { out } = await run(['trace', 'Contoso', '7']);
  expect(out.match(/Version last updated/g)).toHaveLength(20);
  expect(out).toContain('  siem: 5 versions, 5 delivered');
  const { found } = await json('trace', 'Contoso', '7');
  expect(found[0].older).toContainEqual(expect.objectContaining({ destination: 'siem', total: 5, delivered: 5 }));
});

it('prints a query that finds what the log says about these versions of this tenant', async () => {
  const { collect, run } = at();
  await collect(versionOf(7, 1), versionOf(7, 2));
  const { out } = await run(['trace', 'Contoso', '7']);
  const [one, two] = [1, 2].map((number) => versionOf(7, number).attributes.id);
  expect(out).toContain(
    [
      '  traces',
      '  | where timestamp > ago(90d)',
      `  | where message has "${tenant}"`,
      '  | extend line = parse_json(message)',
      `  | where tostring(line.tenant) == "${tenant}"`,
      `  | where tostring(line.record) == "7" or tostring(line.eventId) in ("${two}", "${one}")`,
    ].join('\n'),
  );
  expect(out).toContain('Application Insights, Logs, table traces');
});

it('finds records of every kind, with any id, and malformed ones by the id of their event', async () => {
  const { collect, run, json } = at();
  const { attributes, data } = versionOf(7, 1);
  const odd = "da637'|_7/ü#1";
  await collect(
    { attributes: { ...attributes, id: 'a'.repeat(64), type: 'com.microsoft.defender.alert', subject: odd }, data },
    { attributes: { ...attributes, id: 'b'.repeat(64), subject: 'unknown', malformed: 'it has no id' }, data },
  );
  const alert = await json('trace', 'Contoso', odd);
  expect(alert.found).toMatchObject([{ kind: 'alert', versions: [{ id: 'a'.repeat(64) }] }]);
  expect((await run(['trace', 'Contoso', odd, '--kind', 'incident'])).code).toBe(1);
  const malformed = await json('trace', 'Contoso', 'b'.repeat(64));
  expect(malformed.found).toMatchObject([{ kind: 'incident', versions: [{ id: 'b'.repeat(64) }] }]);
});

it('says what it may mean that nothing is known', async () => {
  const { collect, run } = at();
  await collect(versionOf(7, 1));
  const { code, out } = await run(['trace', 'Contoso', '77']);
  expect(code).toBe(1);
  expect(out).toContain(`Nothing is known of incident or alert or hunt 77 of Contoso (${tenant})`);
  expect(out).toContain(`relay tenants show ${tenant}`);
  expect(out).not.toContain('not registered');
  expect((await run(['trace', otherTenant, '7'])).out).toContain('The tenant is not registered: relay tenants list');
});

it('says that a version is being sent just now', async () => {
  const { world, collect, run } = at();
  let during: Promise<string> | undefined;
  world.receiver('siem').answer = async () => {
    during ??= run(['trace', 'Contoso', '7']).then(({ out }) => out);
    await during;
    return { kind: 'delivered' };
  };
  await collect(versionOf(7, 1));
  expect(linesOf((await during) ?? '', '2026-11-20T08:00:01.0000000Z').siem).toBe('being sent just now');
});

it('refuses a name that several tenants have, and a kind there is none of', async () => {
  const { rows, run } = at();
  await rows.tenants.put('tenant', otherTenant, { displayName: 'contoso ', status: 'active' });
  const { code, err } = await run(['trace', 'Contoso', '7']);
  expect(code).toBe(2);
  expect(err).toMatch(new RegExp(`Several tenants are called "Contoso"[\\s\\S]*${otherTenant}`));
  expect(await run(['trace', tenant, '7', '--kind', 'device'])).toMatchObject({ code: 2 });
});
