import { expect, it } from 'vitest';
import { hour, minute } from '../../shared/duration';
import { relay } from './relay';
import { sampleEvent } from './sample-event';

const incidents = Array.from({ length: 20 }, (_, index) => index + 1);
const subjects = incidents.map(String);

it('delivers to the healthy at once, and to the one that was down for eight hours once it is back', async () => {
  const { receiver, events, runForward, pass, clock, deadTable, queue, retryQueue, logged } = relay(
    'siem',
    'soar',
    'tickets',
  );
  receiver('tickets').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  for (const incident of incidents) await events.put(sampleEvent(incident));
  const start = clock.now();

  // Five failures in a row say enough: the others are not even tried.
  expect(await runForward()).toMatchObject({ delivered: 40, again: 5, waiting: 15, dead: 0 });
  for (const name of ['siem', 'soar']) {
    expect(receiver(name).delivered.toSorted()).toEqual(subjects.toSorted());
    expect(receiver(name).calls.every((at) => at === start)).toBe(true);
  }

  await pass(8 * hour);
  expect(receiver('tickets').delivered).toEqual([]);
  // A probe every ten minutes, whatever lies in wait.
  expect(receiver('tickets').calls.length).toBeLessThanOrEqual(5 + 5 + 8 * 6);
  expect(receiver('tickets').calls.length).toBeGreaterThanOrEqual(40);

  receiver('tickets').answer = () => ({ kind: 'delivered' });
  await pass(12 * minute);
  expect(receiver('tickets').delivered.toSorted()).toEqual(subjects.toSorted());
  expect(receiver('siem').delivered).toHaveLength(incidents.length);
  expect(receiver('soar').delivered).toHaveLength(incidents.length);
  expect([await queue.depth(), await retryQueue.depth(), deadTable.rows().length]).toEqual([0, 0, 0]);
  expect(logged('delivery.delivered')).toHaveLength(3 * incidents.length);
});

it('keeps two that are down apart when one of them asked for an hour of rest', async () => {
  const { receiver, events, runForward, retryQueue } = relay('siem', 'soar', 'tickets');
  receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  receiver('soar').answer = () => ({ kind: 'retry', reason: 'answered 500' });
  receiver('tickets').answer = () => ({ kind: 'retry', reason: 'answered 429', afterMs: hour });
  await events.put(sampleEvent(1));
  await runForward();

  const copies = retryQueue.texts().map((text) => JSON.parse(text));
  expect(copies.map(({ relayowed }) => relayowed)).toEqual(['siem,soar', 'tickets']);
  expect(copies.map(({ relayattempt }) => relayattempt)).toEqual([1, 1]);
  expect(copies[0].relayfirstattempt).toBe('2026-11-20T08:00:00.000Z');
  const [soon, later] = retryQueue.hidden();
  expect(soon).toBeLessThan(10_000);
  expect(later).toBeGreaterThanOrEqual(hour);
});
