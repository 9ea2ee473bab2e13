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
