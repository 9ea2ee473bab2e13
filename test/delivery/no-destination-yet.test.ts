import { expect, it } from 'vitest';
import { day, hour, minute } from '../../shared/duration';
import { relay } from './relay';
import { sampleEvent } from './sample-event';

it('keeps events until the first destination is added, and says so', async () => {
  const { receivers, events, runForward, pass, retryQueue, logged, deadTable } = relay();
  await events.put(sampleEvent(1));
  expect(await runForward()).toMatchObject({ delivered: 0, again: 0, waiting: 1, dead: 0 });
  await pass(4 * day, 10 * minute);
  expect(await retryQueue.depth()).toBe(1);
  expect(logged('delivery.waiting')[0]).toMatchObject({ level: 'warn' });
  expect(logged('delivery.waiting')[0]?.fields.reason).toContain('add a row to the table destinations');

  receivers.add('siem');
  await pass(hour);
  expect(receivers.list[0]?.delivered).toEqual(['1']);
  expect([await retryQueue.depth(), deadTable.rows().length]).toEqual([0, 0]);
});

it('keeps them in the dead letters when nobody adds one for 20 days', async () => {
  const { events, runForward, pass, deadTable, deadBlobs } = relay();
  await events.put(sampleEvent(1));
  await runForward();
  await pass(20 * day + hour, hour);
  expect(deadTable.rows()).toMatchObject([{ partitionKey: 'unreadable', columns: { subject: '1', kept: 'event' } }]);
  expect(deadBlobs.blobs.size).toBe(1);
});
