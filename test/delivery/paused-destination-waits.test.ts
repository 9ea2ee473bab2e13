import { expect, it } from 'vitest';
import { day, hour, minute } from '../../shared/duration';
import { relay } from './relay';
import { sampleEvent } from './sample-event';

it('delivers what waited for five days in the pause, without an attempt or the window being used up', async () => {
  const { receiver, events, runForward, pass, deadTable, logged } = relay('siem', 'soar');
  receiver('siem').state = 'paused';
  await events.put(sampleEvent(1));
  expect(await runForward()).toMatchObject({ delivered: 1, again: 0, waiting: 1, dead: 0 });
  await pass(5 * day, 5 * minute);
  expect(receiver('siem').calls).toEqual([]);
  expect(receiver('soar').delivered).toEqual(['1']);

  receiver('siem').state = 'ready';
  receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await pass(hour);
  expect(deadTable.rows()).toEqual([]);
  receiver('siem').answer = () => ({ kind: 'delivered' });
  await pass(3 * hour);
  expect(receiver('siem').delivered).toEqual(['1']);
  expect(receiver('soar').delivered).toEqual(['1']);
  // Nobody looked at it meanwhile but the release timer.
  expect(logged('delivery.waiting')).toHaveLength(1);
});

it('begins the window anew when a failing destination was paused in between', async () => {
  const { receiver, events, runForward, pass, deadTable } = relay('siem');
  receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await events.put(sampleEvent(1));
  await runForward();
  await pass(day, 10 * minute);
  receiver('siem').state = 'paused';
  await pass(4 * day, 10 * minute);
  receiver('siem').state = 'ready';
  await pass(2.9 * day, 10 * minute);
  expect(deadTable.rows()).toEqual([]);
  await pass(0.3 * day, 10 * minute);
  expect(deadTable.rows()).toHaveLength(1);
});

it("waits as long when the API's clock is years behind", async () => {
  const { receiver, events, runForward, pass, deadTable } = relay('siem', 'soar');
  receiver('siem').state = 'paused';
  receiver('soar').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await events.put(sampleEvent(1, { collectedAt: '2021-03-01T00:00:00.0000000Z' }));
  expect(await runForward()).toMatchObject({ delivered: 0, again: 1, waiting: 1, dead: 0 });
  await pass(day, hour);
  expect(deadTable.rows()).toEqual([]);
  receiver('siem').state = 'ready';
  receiver('soar').answer = () => ({ kind: 'delivered' });
  await pass(12 * hour, hour);
  expect([receiver('siem').delivered, receiver('soar').delivered]).toEqual([['1'], ['1']]);
});

it('keeps the event whole after 20 days, before its payload would be removed after 30', async () => {
  const { receiver, events, runForward, pass, deadTable } = relay('siem');
  receiver('siem').state = 'malformed';
  await events.put(sampleEvent(1));
  await runForward();
  await pass(20 * day - hour, hour);
  expect(deadTable.rows()).toEqual([]);
  await pass(3 * hour, hour);
  const [row] = deadTable.rows();
  expect(row?.columns).toMatchObject({ attempts: 0, kept: 'event' });
  expect(row?.columns.reason).toContain('waited for 20 days: its row is malformed: settings must be');
  expect(row?.columns.firstAttempt).toBeUndefined();
});
