import { expect, it } from 'vitest';
import { day, hour, minute } from '../../shared/duration';
import { relay } from './relay';
import { payloadMarker, sampleEvent, tenant } from './sample-event';

it('tries for three days, then keeps the event whole with its reason, for that destination only', async () => {
  const { receiver, events, runForward, pass, deadTable, deadBlobs, retryQueue, logged } = relay('siem', 'tickets');
  receiver('tickets').answer = () => ({ kind: 'retry', reason: 'answered 500' });
  await events.put(sampleEvent(7));
  await runForward();

  await pass(3 * day - hour, 10 * minute);
  expect(deadTable.rows()).toEqual([]);
  expect(await retryQueue.depth()).toBe(1);
  await pass(2 * hour, 10 * minute);

  const [row, ...others] = deadTable.rows();
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    partitionKey: 'tickets',
    columns: {
      firstAttempt: '2026-11-20T08:00:00.000Z',
      eventId: sampleEvent(7).attributes.id,
      tenant,
      subject: '7',
      type: 'com.microsoft.defender.incident',
      kept: 'event',
      attempts: receiver('tickets').calls.length,
    },
  });
  expect(row?.columns.reason).toContain('DELIVERY_WINDOW is over; the last attempt: answered 500');
  expect(Date.parse(String(row?.columns.lastAttempt))).toBeGreaterThanOrEqual(Date.parse('2026-11-23T08:00:00Z'));
  const blob = deadBlobs.blobs.get(String(row?.columns.payload).replace('deadletters/', ''));
  expect(JSON.parse(blob ?? '')).toEqual({
    ...sampleEvent(7).attributes,
    data: { incidentId: 7, incidentName: payloadMarker },
  });
  expect(await retryQueue.depth()).toBe(0);
  expect(receiver('siem').delivered).toEqual(['7']);
  expect(logged('delivery.dead-lettered')).toHaveLength(1);
});

it('dead-letters at once what the receiver will never take', async () => {
  const { receiver, events, runForward, deadTable, retryQueue } = relay('siem');
  receiver('siem').answer = () => ({ kind: 'rejected', reason: 'answered 422' });
  await events.put(sampleEvent(8));
  expect(await runForward()).toMatchObject({ delivered: 0, again: 0, waiting: 0, dead: 1 });
  const columns = deadTable.rows()[0]?.columns;
  expect(columns).toMatchObject({ attempts: 1, lastAttempt: '2026-11-20T08:00:00.000Z' });
  expect(columns?.reason).toContain('answered 422');
  expect(await retryQueue.depth()).toBe(0);
});

it('stores the same event for the same destination in one row, newest first', async () => {
  const { receiver, events, runForward, deadTable, clock } = relay('siem');
  receiver('siem').answer = () => ({ kind: 'rejected', reason: 'answered 422' });
  await events.put(sampleEvent(1, { collectedAt: '2026-11-20T07:00:00.0000000Z' }));
  await events.put(sampleEvent(2, { collectedAt: '2026-11-20T07:00:00.0010000Z' }));
  await runForward();
  clock.advance(hour);
  await events.put(sampleEvent(1, { collectedAt: '2026-11-20T07:00:00.0000000Z' }));
  await runForward();
  expect(deadTable.rows().map(({ columns }) => columns.subject)).toEqual(['2', '1']);
});
