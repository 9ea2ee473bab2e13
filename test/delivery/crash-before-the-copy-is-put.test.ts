import { expect, it } from 'vitest';
import { nothing } from '../../shared/delivery/contract';
import { forwardMessage } from '../../shared/delivery/forward';
import { minute, second } from '../../shared/duration';
import { asTriggered, relay } from './relay';
import { sampleEvent } from './sample-event';

it('does not return before the copy for a failing destination is safe, so the host hands the message over again', async () => {
  const { receiver, events, queue, retryQueue, deps, deadTable, pass } = relay('siem', 'soar', 'tickets');
  receiver('soar').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  receiver('tickets').answer = () => ({ kind: 'rejected', reason: 'answered 400' });
  await events.put(sampleEvent(1));
  const value = asTriggered(queue.texts()[0] ?? '');
  for (const message of await queue.receive(minute)) await queue.remove(message);
  retryQueue.failPuts(1);

  await expect(forwardMessage(deps, value)).rejects.toMatchObject({ code: 'storage_failed' });
  expect(await retryQueue.depth()).toBe(0);
  // What has ended with the others is not done again; the claim of the first time still has to run out.
  expect(await forwardMessage(deps, value)).toEqual({ ...nothing, repeat: 2, waiting: 1 });
  expect(await retryQueue.depth()).toBe(1);
  expect(deadTable.rows()).toHaveLength(1);

  receiver('soar').answer = () => ({ kind: 'delivered' });
  await pass(2 * minute, 10 * second);
  expect(receiver('siem').delivered).toEqual(['1']);
  expect(receiver('soar').delivered).toEqual(['1']);
});
