import { expect, it } from 'vitest';
import { day, hour, minute, second } from '../../shared/duration';
import { relay } from './relay';
import { sampleEvent } from './sample-event';

it('lets that event wait alone: the others go on, and the destination is not paused', async () => {
  const { receiver, events, runForward, pass, logged, retryQueue, deadTable } = relay('siem');
  receiver('siem').answer = ({ attributes }) =>
    attributes.subject === '13' ? { kind: 'misconfigured', reason: 'answered 403' } : { kind: 'delivered' };
  await events.put(sampleEvent(13));
  for (let incident = 20; incident < 40; incident += 1) await events.put(sampleEvent(incident));
  expect(await runForward()).toMatchObject({ delivered: 20, again: 1 });
  for (let incident = 40; incident < 60; incident += 1) {
    await events.put(sampleEvent(incident));
    await pass(minute, 10 * second);
  }
  expect(receiver('siem').delivered).toHaveLength(40);
  expect(await retryQueue.depth()).toBe(1);
  expect(logged('destination.attention')).toEqual([]);

  await pass(4 * day, hour);
  expect(deadTable.rows()).toMatchObject([{ columns: { subject: '13' } }]);
});

it('pauses, with one test event, when the key was changed at the receiver, and resumes by itself', async () => {
  const { receiver, receivers, events, runForward, pass, logged, deadTable, retryQueue } = relay('siem', 'soar');
  receiver('siem').answer = () => ({ kind: 'misconfigured', reason: 'answered 401' });
  for (let incident = 1; incident <= 50; incident += 1) await events.put(sampleEvent(incident));
  expect(await runForward()).toMatchObject({ delivered: 50, again: 0, waiting: 50 });
  expect(receiver('siem').checks).toHaveLength(1);
  expect(receiver('siem').calls).toHaveLength(1);
  expect(logged('destination.attention')[0]?.fields.reason).toContain('paused: answered 401');

  await pass(5 * day, 10 * minute);
  expect(receiver('siem').calls).toHaveLength(1);
  expect(receiver('siem').checks.length).toBeLessThanOrEqual(5 * 24 * 4 + 1);
  expect(receivers.table.rows()[0]?.columns).toMatchObject({ status: 'paused', statusBy: 'relay' });

  receiver('siem').answer = () => ({ kind: 'delivered' });
  await pass(80 * minute);
  expect(receiver('siem').delivered).toHaveLength(50);
  expect([await retryQueue.depth(), deadTable.rows().length]).toEqual([0, 0]);
  expect(logged('destination.recovered')).toHaveLength(1);
});
