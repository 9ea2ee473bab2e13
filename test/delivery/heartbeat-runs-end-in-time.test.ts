import { expect, it } from 'vitest';
import { minute, second } from '../../shared/duration';
import { RelayError } from '../../shared/errors';
import { relayWithHeartbeats } from './heartbeats';
import { tenant } from './sample-event';

const many = 1_000;
const id = (number: number) => `${String(number).padStart(8, '0')}-6c5e-4d0b-8b0f-0d3a8b9c1e11`;

it('a thousand tenants: so many puts at once and no more, and what does not fit comes with the next run', async () => {
  const { wantHeartbeats, addTenant, start, clock, logged, events, retryQueue } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  for (let number = 0; number < many; number += 1) await addTenant(id(number));
  let [running, most] = [0, 0];
  const slow: typeof events.putAgain = async (...args) => {
    running += 1;
    most = Math.max(most, running);
    await events.putAgain(...args);
    // A tenth of a second each, thirty-two at once: a slow day of the queue.
    clock.advance(3);
    running -= 1;
  };
  const run = start({ events: { putAgain: slow } });

  await run(second);
  const done = logged('housekeep.finished').find(({ fields }) => fields.chore === 'heartbeats')?.fields;
  const first = Number(done?.sent);
  expect(done).toMatchObject({ left: many - first, failed: 0 });
  expect(first).toBeGreaterThan(300);
  expect(first).toBeLessThan(500);
  expect(await retryQueue.depth()).toBe(first);
  expect(most).toBe(32);

  clock.advance(5 * minute);
  await run();
  const subjects = retryQueue.texts().map((text) => JSON.parse(text).subject);
  expect(subjects.toSorted()).toEqual(Array.from({ length: many }, (_, number) => id(number)));
});

it('what could not be put is put by the next run, once', async () => {
  const { receiver, wantHeartbeats, addTenant, beat, clock, retryQueue, logged } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  await addTenant(id(1));
  await addTenant(id(2));
  retryQueue.failPuts(1);
  await beat();
  expect(receiver('siem').delivered).toHaveLength(1);
  expect(logged('heartbeat.failed')).toMatchObject([{ level: 'warn', fields: { code: 'storage_failed' } }]);
  clock.advance(5 * minute);
  await beat();
  expect(receiver('siem').delivered.toSorted()).toEqual([id(1), id(2)]);
});

it('goes out although the destinations that are paused cannot be probed', async () => {
  const { receiver, wantHeartbeats, addTenant, start, beat, logged } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  await addTenant(tenant);
  const probePaused = () => Promise.reject(new RelayError('storage_failed', 'the table can not be read'));
  await beat(start({ guard: { probePaused } }));
  expect(receiver('siem').delivered).toEqual([tenant]);
  expect(logged('housekeep.failed')).toMatchObject([
    { level: 'error', fields: { chore: 'probes', code: 'storage_failed', reason: 'the table can not be read' } },
  ]);
});

it('a bug in one chore shows as a failed run, after the others are done', async () => {
  const { receiver, wantHeartbeats, addTenant, start, beat, release, runForward } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  await addTenant(tenant);
  const broken = start({ guard: { probePaused: () => Promise.reject(new TypeError('a bug')) } });
  await expect(beat(broken)).rejects.toThrow('a bug');
  await release();
  await runForward();
  expect(receiver('siem').delivered).toEqual([tenant]);
});

it('paused destinations are probed although the tenants cannot be listed', async () => {
  const { receiver, wantHeartbeats, start, logged } = relayWithHeartbeats('siem', 'soar');
  await wantHeartbeats('siem');
  const listTenants = () => {
    throw new RelayError('storage_failed', 'the table can not be read');
  };
  const probePaused = async () => ({ probed: 1, resumed: 0 });
  await start({ tenants: { listTenants }, guard: { probePaused } })();
  expect(receiver('siem').calls).toEqual([]);
  const finished = logged('housekeep.finished').find(({ fields }) => fields.chore === 'probes');
  expect(finished).toMatchObject({ fields: { probed: 1 } });
  const failed = logged('housekeep.failed').map(({ fields }) => fields?.chore);
  expect(failed.sort()).toEqual(['expiry', 'fleet', 'heartbeats']);
});
