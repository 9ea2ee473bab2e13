import { expect, it } from 'vitest';
import { minute } from '../../../shared/duration';
import { RelayError } from '../../../shared/errors';
import { deliver, enabled, guarded, readySiem } from './guarded';

const later = Number.MAX_SAFE_INTEGER;

it('the outcome of the send counts all the same, and the log says what could not be kept', async () => {
  const world = guarded();
  await world.write(enabled);
  const siem = await readySiem(world.first());
  world.table.down = true;
  const { guard } = world.first();
  expect(await guard.learn(siem, 'a', { kind: 'misconfigured', reason: 'answered 404' })).toBe('event');
  for (const id of ['b', 'c', 'd', 'e', 'f']) {
    expect(await guard.learn(siem, id, { kind: 'retry', reason: 'answered 503' })).toBe('event');
  }
  expect(await guard.learn(siem, 'a', { kind: 'delivered' })).toBe('event');
  expect(world.logged('destination.attention').map(({ level, fields }) => [level, fields.reason])).toEqual([
    ['warn', expect.stringContaining("can't be kept: The table destinations failed (503)")],
  ]);
});

it('a circuit that could not be opened is opened with the next failure', async () => {
  const world = guarded();
  await world.write(enabled);
  world.answer = () => undefined;
  for (const incident of [1, 2, 3, 4]) await deliver(world.first(), incident);
  const { merge } = world.table;
  world.table.merge = () => Promise.reject(new RelayError('storage_failed', 'The table destinations failed (503)'));
  expect(await deliver(world.first(), 5)).toMatchObject({ kind: 'sent', concern: 'event' });
  world.table.merge = merge;
  expect(await deliver(world.first(), 6)).toMatchObject({ kind: 'sent', concern: { openUntilMs: expect.any(Number) } });
  expect(await deliver(world.first(), 7)).toMatchObject({ kind: 'wait' });
});

it('nothing is sent as a probe that could not be taken', async () => {
  const world = guarded();
  await world.write({ ...enabled, circuitUntil: '2026-11-20T07:00:00Z', circuitReason: 'answered 503' });
  const siem = await readySiem(world.first());
  world.table.down = true;
  const admissions = await Promise.all([1, 2, 3].map(() => world.first().guard.admit(siem)));
  expect(admissions.map(({ kind }) => kind)).toEqual(['wait', 'wait', 'wait']);
  world.table.down = false;
  expect(await world.first().guard.admit(siem)).toEqual({ kind: 'send' });
});

it('an open circuit is still respected when the row can no longer be read', async () => {
  const world = guarded();
  await world.write({ ...enabled, circuitUntil: '2026-11-20T08:10:00Z', circuitReason: 'answered 503' });
  const siem = await readySiem(world.first());
  world.table.down = true;
  world.clock.advance(minute);
  expect(await world.first().guard.admit(siem)).toMatchObject({
    kind: 'wait',
    untilMs: world.clock.now() + 9 * minute,
  });
});

it('one row that cannot be written does not stop the probes of the others', async () => {
  const world = guarded();
  const paused = { ...enabled, status: 'paused', statusBy: 'relay', statusSince: '2026-11-20T07:00:00Z' };
  await world.write(paused);
  await world.table.put('destination', 'soar', paused);
  const { merge } = world.table;
  world.table.merge = (partition, name, columns, etag) =>
    merge(partition, name === 'siem' ? 'no such row' : name, columns, etag);
  expect(await world.first().guard.probePaused(later)).toEqual({ probed: 1, resumed: 1 });
  expect(world.logged('destination.attention')).toMatchObject([{ level: 'warn', fields: { destination: 'siem' } }]);
});
