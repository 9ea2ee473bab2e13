import { expect, it } from 'vitest';
import { day, hour, minute } from '../../shared/duration';
import { relayWithHeartbeats, said } from './heartbeats';
import { tenant } from './sample-event';

it.each(['paused', 'malformed'] as const)(
  'none piles up for one that is %s, and the newest comes once it is back',
  async (state) => {
    const { receiver, wantHeartbeats, addTenant, keepHouse, beat, pass, retryQueue, deadTable, clock } =
      relayWithHeartbeats('siem');
    await addTenant(tenant);
    receiver('siem').state = state;
    await wantHeartbeats('siem');
    for (let passed = 0; passed < day; passed += 5 * minute) {
      await keepHouse();
      await pass(5 * minute, 5 * minute);
    }
    expect([await retryQueue.depth(), receiver('siem').calls, deadTable.rows()]).toEqual([0, [], []]);

    receiver('siem').state = 'ready';
    await wantHeartbeats('siem');
    await beat();
    expect(receiver('siem').events.map(({ data }) => said(data).hour)).toEqual([
      new Date(clock.now() - (clock.now() % hour)).toISOString().replace('.000', ''),
    ]);
  },
);

it('one a run probes a destination that does not answer, and the others come once it does', async () => {
  const { receiver, wantHeartbeats, addTenant, beat, pass, clock, retryQueue } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  const ids = Array.from({ length: 50 }, (_, number) => `${String(number).padStart(8, '0')}${tenant.slice(8)}`);
  for (const id of ids) await addTenant(id);
  receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  clock.advance(hour);
  await beat();
  expect(await retryQueue.depth()).toBe(ids.length);
  await pass(hour, 5 * minute);
  for (const runs of [1, 2]) {
    await beat();
    expect(await retryQueue.depth()).toBe(ids.length + runs);
    clock.advance(5 * minute);
  }

  receiver('siem').answer = () => ({ kind: 'delivered' });
  await pass(15 * minute);
  await beat();
  const newest = receiver('siem').events.filter(({ data }) => said(data).hour === '2026-11-20T10:00:00Z');
  expect(newest.map(({ attributes }) => attributes.tenantid).toSorted()).toEqual(ids);
});

it('those put before it failed are dropped after two hours, and the newest comes once it is back', async () => {
  const { receiver, wantHeartbeats, addTenant, beat, keepHouse, pass, retryQueue, deadTable, deliveriesTo, logged } =
    relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  const ids = Array.from({ length: 5 }, (_, number) => `${String(number).padStart(8, '0')}${tenant.slice(8)}`);
  for (const id of ids) await addTenant(id);
  receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await beat();
  const live = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 30 * minute) {
      await keepHouse();
      await pass(30 * minute, 10 * minute);
    }
  };
  await live(2 * hour);
  let most = 0;
  for (let passed = 0; passed < day; passed += 2 * hour) {
    await live(2 * hour);
    most = Math.max(most, await retryQueue.depth());
  }
  expect(most).toBeLessThanOrEqual(3 * ids.length);
  expect(logged('delivery.superseded').length).toBeGreaterThan(ids.length);
  expect(deadTable.rows()).toEqual([]);

  receiver('siem').answer = () => ({ kind: 'delivered' });
  await live(3 * hour);
  expect(receiver('siem').delivered.length).toBeGreaterThanOrEqual(2 * ids.length);
  expect([await retryQueue.depth(), deadTable.rows()]).toEqual([0, []]);
  expect(deliveriesTo('siem').flatMap(({ outcomes }) => outcomes.filter(({ state }) => state === 'waiting'))).toEqual(
    [],
  );
});

it('one that is refused is no dead letter: nobody has to look at it, and the next one says more', async () => {
  const { receiver, wantHeartbeats, addTenant, beat, deadTable, retryQueue, logged } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  await addTenant(tenant);
  receiver('siem').answer = () => ({ kind: 'rejected', reason: 'answered 422' });
  expect(await beat()).toMatchObject({ superseded: 1, dead: 0 });
  expect([deadTable.rows(), await retryQueue.depth()]).toEqual([[], 0]);
  expect(logged('delivery.superseded')[0]?.fields.reason).toContain('422');
});
