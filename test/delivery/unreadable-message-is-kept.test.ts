import { expect, it } from 'vitest';
import { forwardMessage } from '../../shared/delivery/forward';
import { storePoison } from '../../shared/delivery/poison';
import { encodeMessage } from '../../shared/events/message';
import { asTriggered, relay } from './relay';
import { payloadMarker, sampleEvent } from './sample-event';

const event = encodeMessage(sampleEvent(1));

it.each([
  ['text that is not JSON', `not JSON: ${payloadMarker}`, 'it is not JSON'],
  ['a number', '42', 'it is not a JSON object'],
  ['an array', '[1,2]', 'it is not a JSON object'],
  ['an event cut short', event.slice(0, 300), 'it is not JSON'],
  ['an event without its tenant', event.replace('tenantid', 'tenant'), 'attribute tenantid'],
  ['an event of another version', event.replace('"1.0"', '"0.3"'), 'attribute specversion'],
  ['an event without data', `${event.split(',"data"')[0]}}`, 'it has neither data nor dataref'],
])('keeps %s whole, at once, and says why', async (_what, text, reason) => {
  const { deps, deadTable, deadBlobs, logged, log, retryQueue } = relay('siem');
  const summary = await forwardMessage(deps, asTriggered(text));
  expect(summary).toMatchObject({ delivered: 0, again: 0, waiting: 0, dead: 1 });
  const [row] = deadTable.rows();
  expect(row).toMatchObject({ partitionKey: 'unreadable', columns: { kept: 'text', attempts: 0 } });
  expect(row?.columns.reason).toContain(reason);
  expect([...deadBlobs.blobs.values()]).toEqual([text]);
  expect(row?.columns.payload).toBe(`deadletters/${[...deadBlobs.blobs.keys()][0]}`);
  expect(logged('message.unreadable')[0]?.fields.reason).toContain(reason);
  expect(JSON.stringify([log, row])).not.toContain(payloadMarker);
  expect(await retryQueue.depth()).toBe(0);
});

it('does not return before an unreadable message is safe', async () => {
  const { deps } = relay('siem');
  const store = () => Promise.reject(new Error('storage is down'));
  await expect(forwardMessage({ ...deps, deadLetters: { store } }, 'nonsense')).rejects.toThrow('storage is down');
});

it('keeps a poisoned event for each destination it was still owed to, with its payload', async () => {
  const { deps, events, queue, payloadBlobs, deadTable, deadBlobs, logged } = relay('siem');
  const large = JSON.stringify({ incidentId: 1, text: 'x'.repeat(70_000) });
  await events.put(sampleEvent(1, { data: large }));
  const reference = JSON.parse(queue.texts()[0] ?? '');
  const retry = { relayattempt: 2, relayowed: 'siem,soar', relayfirstattempt: '2026-11-20T07:00:00.000Z' };
  await storePoison(deps, { ...reference, ...retry });
  await storePoison(deps, { ...reference, ...retry });

  expect(payloadBlobs.blobs.size).toBe(1);
  expect(deadTable.rows().map(({ partitionKey }) => partitionKey)).toEqual(['siem', 'soar']);
  expect(deadTable.rows()[0]?.columns).toMatchObject({
    attempts: 2,
    firstAttempt: retry.relayfirstattempt,
    kept: 'event',
  });
  for (const blob of deadBlobs.blobs.values()) expect(blob).toBe(encodeMessage(sampleEvent(1, { data: large })));
  // The second time there was nothing left to keep.
  expect(logged('poison.stored')).toHaveLength(2);
});

it('keeps poison that is no event, and poison for which there is no destination', async () => {
  const { deps, deadTable, deadBlobs } = relay();
  await storePoison(deps, 'nonsense');
  await storePoison(deps, asTriggered(event));
  expect(deadTable.rows().map(({ partitionKey }) => partitionKey)).toEqual(['unreadable', 'unreadable']);
  expect([...deadBlobs.blobs.values()].sort()).toEqual(['nonsense', event].sort());
});

it('keeps a poisoned event for the destinations it has not reached, and counts it there', async () => {
  const { deps, events, queue, receiver, runForward, deadTable, deliveriesTo } = relay('siem', 'soar');
  receiver('soar').state = 'paused';
  await events.put(sampleEvent(1));
  const value = asTriggered(queue.texts()[0] ?? '');
  await runForward();
  await storePoison(deps, value);
  expect(deadTable.rows().map(({ partitionKey }) => partitionKey)).toEqual(['soar']);
  expect(deliveriesTo('soar')[0]?.counts).toMatchObject({ collected: 1, dead: 1 });
  expect(deliveriesTo('siem')[0]?.counts).toMatchObject({ collected: 1, delivered: 1, dead: 0 });
});
