import { expect, it } from 'vitest';
import type { DeliveryDesk } from '../../cli/delivery-desk';
import { rowKeyOf } from '../../shared/delivery/deliveries/key';
import { deliveryListing } from '../../shared/delivery/deliveries/listing';
import { placeOfRow } from '../../shared/delivery/deliveries/place';
import { hour, minute } from '../../shared/duration';
import { testEvent } from '../../shared/events/test-event';
import type { ListOptions } from '../../shared/storage/tables';
import { otherTenant, tenant } from '../delivery/sample-event';
import { versionOf } from '../delivery/versions';
import { type Delivering, useDelivering } from './delivering';

const at = useDelivering('archive', 'siem');

const cells = (out: string, destination: string) =>
  out
    .split('\n')
    .find((line) => line.startsWith(`${destination} `))
    ?.split(/ {2,}/);

const depths = (incidents: number, poison = 0): Pick<DeliveryDesk, 'queues'> => {
  const of = (count: number) => ({ depth: async () => count });
  return {
    queues: {
      incidents: of(incidents),
      'incidents-retry': of(0),
      'incidents-poison': of(poison),
      'tenants-poison': of(poison),
    },
  };
};

/** Three versions, of which archive has one, has filtered out one and refused one; siem has all, one of them twice. */
async function variety({ world, collect, rows }: Delivering): Promise<void> {
  await rows.checkpoints.put(tenant, 'defender-xdr', { collected: 3 });
  await rows.checkpoints.put(otherTenant, 'defender-xdr', { collected: 40 });
  world.receiver('archive').filter = '{"statuses":["active","odd"]}';
  world.receiver('archive').answer = ({ attributes }) =>
    attributes.subject === '2' ? { kind: 'rejected', reason: 'answered 422' } : { kind: 'delivered' };
  await collect(
    versionOf(1, 1, 'active'),
    versionOf(1, 2, 'resolved'),
    versionOf(2, 3, 'odd'),
    versionOf(1, 1, 'active'),
  );
}

it('shows for each destination that what was collected is what became of it', async () => {
  const delivering = at();
  await variety(delivering);
  const { code, out } = await delivering.run(['status', '--tenant', 'contoso']);
  expect(code).toBe(1);
  expect(out).toContain(
    `Of Contoso (${tenant}), 3 versions put on the queue since the start.\n\nWhat became of them\n`,
  );
  expect(cells(out, 'DESTINATION')?.slice(0, 7)).toEqual([
    'DESTINATION',
    'COLLECTED',
    '= DELIVERED',
    '+ FILTERED',
    '+ SUPERSEDED',
    '+ DEAD-LETTERED',
    '+ WAITING',
  ]);
  expect(cells(out, 'archive')).toEqual(['archive', '3', '1', '1', '0', '1', '0', '✓ adds up', '1', '0']);
  expect(cells(out, 'siem')).toEqual(['siem', '3', '3', '0', '0', '0', '0', '✓ adds up', '1', '0']);
  expect(out).toMatch(/archive {2}ready; 1 dead letter\n {2}siem +ready\n/);
  expect(out).toContain('archive: 1 dead letter\n    See why: relay dead-letters list --destination archive');
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});

it('counts all tenants, or one', async () => {
  const delivering = at();
  await variety(delivering);
  const foreign = versionOf(9, 9, 'active');
  await delivering.collect({ ...foreign, attributes: { ...foreign.attributes, tenantid: otherTenant } });
  const all = await delivering.json('status');
  expect(all).toMatchObject({
    putOnQueue: 43,
    destinations: [{ name: 'archive', collected: 4, addsUp: true }, { collected: 4 }],
  });
  const one = await delivering.json('status', '--tenant', otherTenant);
  expect(one).toMatchObject({
    putOnQueue: 40,
    destinations: [{ collected: 1, deadLetters: 0 }, { collected: 1 }],
    troubles: [],
  });
});

it('counts neither tests nor heartbeats', async () => {
  const delivering = at();
  const heartbeat = versionOf(1, 1);
  await delivering.collect(
    testEvent(delivering.world.clock.now(), Math.random),
    { ...heartbeat, attributes: { ...heartbeat.attributes, type: 'com.microsoft.defender.heartbeat' } },
    versionOf(1, 1, 'real'),
  );
  expect((await delivering.json('status')).destinations).toMatchObject([{ collected: 1 }, { collected: 1 }]);
});

it('tells a row whose counts were spoilt', async () => {
  const delivering = at();
  await variety(delivering);
  const key = rowKeyOf({ tenantId: tenant, kind: 'incident', record: '1', destination: 'siem' });
  const row = await delivering.rows.deliveries.get(tenant, key);
  await delivering.rows.deliveries.merge(tenant, key, { collected: 3 }, row?.etag ?? '');
  const { code, out } = await delivering.run(['status']);
  expect(code).toBe(1);
  expect(cells(out, 'siem')?.[7]).toBe("✗ doesn't add up");
  expect(cells(out, 'archive')?.[7]).toBe('✓ adds up');
  expect(out).toContain("siem: the counts of 1 record don't agree with the versions that are listed of them");
  expect(out).toContain(`relay trace ${tenant} 1 --kind incident`);
});

it('counts what waits, and says when nothing is there that it could wait as', async () => {
  const delivering = at();
  delivering.world.receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await delivering.collect(versionOf(1, 1));
  const { code, out } = await delivering.run(['status']);
  expect(code).toBe(0);
  expect(cells(out, 'siem')).toEqual(['siem', '1', '0', '0', '0', '0', '1', '✓ adds up', '0', '0']);
  expect(out).toMatch(/incidents-retry +1 message\n/);
  expect(out).toContain('Nothing needs attention.');

  const lost = await delivering.run(['status'], depths(0));
  expect(lost.code).toBe(1);
  expect(lost.out).toContain('siem: 1 version waits for it, but no message is on the queues');
  expect(lost.out).toContain(`One of them: relay trace ${tenant} 1 --kind incident`);
});

it('says who paused a destination, since when and why, which does not answer, and which was removed', async () => {
  const delivering = at();
  const { world, collect, pass, run } = delivering;
  const { table } = world.receivers;
  await collect(versionOf(1, 1));
  world.receivers.remove('archive');
  const columns = (await table.get('destination', 'siem'))?.columns;
  const since = new Date(world.clock.now()).toISOString();
  const by = { status: 'paused', statusReason: 'answered 401', statusBy: 'relay', statusSince: since };
  await table.put('destination', 'siem', { ...columns, ...by });
  await table.put('destination', 'mail', { ...columns, ...by, statusBy: '', statusReason: 'moving' });
  const until = new Date(world.clock.now() + 3 * hour).toISOString();
  const circuit = { circuitSince: since, circuitUntil: until, circuitFailures: 3, circuitReason: 'no answer' };
  await table.put('destination', 'soar', { ...columns, ...circuit });
  await table.put('destination', 'odd', { ...columns, settings: 'nonsense' });
  await pass(2 * hour, 30 * minute);
  const { code, out } = await run(['status']);
  expect(code).toBe(1);
  expect(out).toMatch(/archive +not configured \(any more\)\n/);
  expect(out).toMatch(/mail +paused by a person since 2026-11-20 08:00:00 UTC \(2 hours ago\)\n/);
  expect(out).toMatch(/siem +paused by the relay since 2026-11-20 08:00:00 UTC \(2 hours ago\)\n/);
  expect(out).toMatch(
    /soar +unreachable since .*\(2 hours ago\), next probe 2026-11-20 11:00:00 UTC \(in 60 minutes\)\n/,
  );
  expect(out).toMatch(
    /siem: paused by the relay[^\n]*\n {4}paused: answered 401\n {4}Correct what the reason says\..*relay destinations resume siem/,
  );
  expect(out).toMatch(/soar: unreachable[^\n]*\n {4}no answer\n/);
  expect(out).toMatch(/odd: malformed: nothing is sent, everything waits\n {4}its row is malformed: /);
  expect(out).not.toContain('  mail: paused');
});

it('tells of poison, of letters without a destination, and of no destination at all', async () => {
  const delivering = at();
  await delivering.rows.deadletters.put('unreadable', '0000000000000000001-x', { reason: 'x', kept: 'text' });
  delivering.world.receivers.remove('siem');
  delivering.world.receivers.remove('archive');
  const { code, out } = await delivering.run(['status'], depths(2, 1));
  expect(code).toBe(1);
  for (const text of [
    'no destination is configured',
    '1 dead letter without a destination',
    '1 message on the queue incidents-poison',
    '1 message on the queue tenants-poison',
  ]) {
    expect(out).toContain(`  ${text}`);
  }
});

it('reads rows in parts that leave no tenant out, and of each only the counts', async () => {
  const { rows, collect } = at();
  const digits = [...'0123456789abcdef'];
  for (const digit of digits) {
    const event = versionOf(1, 1);
    await collect({ ...event, attributes: { ...event.attributes, tenantid: `${digit}${otherTenant.slice(1)}` } });
  }
  const asked: ListOptions[] = [];
  const list = (options: ListOptions = {}) => {
    asked.push(options);
    return rows.deliveries.list(options);
  };
  const read = (partitionKey: string, rowKey: string) => rows.deliveries.get(partitionKey, rowKey);
  const sums = await deliveryListing({ list, get: read }).sums([]);
  expect(sums.byDestination.get('siem')).toMatchObject({ collected: 16, delivered: 16 });
  const counts = ['collected', 'delivered', 'filtered', 'superseded', 'dead', 'repeats', 'replayed'];
  expect(asked.map(({ select }) => select)).toEqual(digits.map(() => counts));
});

it.each(['siem', 'Contoso SIEM', "o'brien|x_y", 'ü'.repeat(120)])(
  'reads the name %s back out of a key',
  (destination) => {
    const key = rowKeyOf({ tenantId: tenant, kind: 'alert', record: 'da|1_2', destination });
    expect(placeOfRow(key, [destination])).toEqual({ kind: 'alert', record: 'da|1_2', destination });
    expect(placeOfRow('somebody else wrote this', [destination])).toBeUndefined();
  },
);
