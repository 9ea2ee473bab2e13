import { expect, it } from 'vitest';
import { encodeMessage, parseMessage } from '../../shared/events/message';
import { relay } from '../delivery/relay';
import { sampleEvent, tenant } from '../delivery/sample-event';

/** Each of these is another text after JSON.parse and JSON.stringify. */
const fragile = [
  '{"id":9007199254740993}',
  '{"score":1.0}',
  '{"score":1e2}',
  '{"score":-0}',
  '{"a":{"b":[0.10]}}',
  '{"same":1,"same":2}',
];

it.each(fragile)('takes %s by claim check, and delivers it digit for digit', async (data) => {
  const { events, queue, payloadBlobs, receiver, runForward } = relay('siem');
  await events.put(sampleEvent(1, { data }));
  expect(queue.texts()[0]).not.toContain(data);
  expect([...payloadBlobs.blobs.values()]).toEqual([data]);
  let received = '';
  receiver('siem').answer = (event) => {
    received = encodeMessage(event);
    return { kind: 'delivered' };
  };
  await runForward();
  expect(received.endsWith(`,"data":${data}}`)).toBe(true);
});

it('keeps the claim check over a retry', async () => {
  const { events, queue, retryQueue, receiver, runForward, pass, payloadBlobs } = relay('siem');
  await events.put(sampleEvent(1, { data: fragile[0] ?? '' }));
  receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await runForward();
  expect(queue.texts()).toEqual([]);
  const copy = parseMessage(retryQueue.texts()[0]);
  expect(copy.data).toMatchObject({ kind: 'reference', tenant });
  const received: string[] = [];
  receiver('siem').answer = ({ data }) => {
    received.push(data);
    return { kind: 'delivered' };
  };
  await pass(60_000, 10_000);
  expect(received).toEqual([fragile[0]]);
  expect(payloadBlobs.blobs.size).toBe(1);
});

it('lets ordinary records travel in the message', async () => {
  const { events, queue, payloadBlobs } = relay('siem');
  await events.put(sampleEvent(1, { data: '{"incidentId":924565,"score":0.5,"name":"ünïcödé \\ud83d\\ude00"}' }));
  expect(payloadBlobs.blobs.size).toBe(0);
  expect(JSON.parse(queue.texts()[0] ?? '')).toHaveProperty('data.incidentId', 924565);
});
