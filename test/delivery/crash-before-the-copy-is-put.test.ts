import { expect, it } from 'vitest';
import { forwardMessage } from '../../shared/delivery/forward';
import { asTriggered, relay } from './relay';
import { sampleEvent } from './sample-event';

it('does not return before the copy for a failing destination is safe, so the host hands the message over again', async () => {
  const { receiver, events, queue, retryQueue, deps } = relay('siem', 'soar', 'tickets');
  receiver('soar').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  receiver('tickets').answer = () => ({ kind: 'rejected', reason: 'answered 400' });
  await events.put(sampleEvent(1));
  const value = asTriggered(queue.texts()[0] ?? '');
  retryQueue.failPuts(1);

  await expect(forwardMessage(deps, value)).rejects.toMatchObject({ code: 'storage_failed' });
  expect(await retryQueue.depth()).toBe(0);
  expect(await forwardMessage(deps, value)).toEqual({ delivered: 1, again: 1, waiting: 0, dead: 1 });
  expect(await retryQueue.depth()).toBe(1);
  // The price, as docs/guarantees.md says: the healthy one got it twice, with the same event id.
  expect(receiver('siem').delivered).toEqual(['1', '1']);
});
