import { randomBytes, randomUUID } from 'node:crypto';
import { QueueClient } from '@azure/storage-queue';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../shared/clock';
import type { ForwardDeps } from '../../shared/delivery/contract';
import { deadLetters } from '../../shared/delivery/dead-letters';
import { deliveryTable } from '../../shared/delivery/deliveries/deliveries';
import { forwardMessage } from '../../shared/delivery/forward';
import { destinationGuard } from '../../shared/delivery/guard/guard';
import { releaseDue } from '../../shared/delivery/release';
import { destinationTable } from '../../shared/destinations/table';
import { day, second } from '../../shared/duration';
import type { CollectedEvent } from '../../shared/events/event';
import { type EventQueue, eventQueue } from '../../shared/events/event-queue';
import { encodeMessage } from '../../shared/events/message';
import { payloadStore } from '../../shared/events/payloads';
import { axiosHttp } from '../../shared/http/axios-http';
import { encodedBytes, maxEncodedBytes, type Queue } from '../../shared/storage/queues';
import { fakeSecrets } from '../destinations/fake-secrets';
import { type HttpsReceiver, startReceiver } from '../destinations/https-receiver';
import { useAzurite } from '../support/azurite';
import { asTriggered } from './relay';
import { sampleEvent, tenant } from './sample-event';

const key = `whsec_${randomBytes(32).toString('base64')}`;

const azurite = useAzurite();
const storage = azurite.storage();
let receiver: HttpsReceiver;
let events: EventQueue;
beforeAll(async () => {
  receiver = await startReceiver();
  await storage.ensure();
  const settings = JSON.stringify({ url: `${receiver.origin}/hook`, secret: 'siem-key' });
  await storage.tables.destinations.put('destination', 'siem', { type: 'webhook', settings, status: 'enabled' });
});
afterAll(async () => {
  await receiver.stop();
});
beforeEach(() => {
  receiver.requests.length = 0;
  receiver.answer = (response) => response.writeHead(202).end();
  events = eventQueue({
    queue: storage.queues.incidents,
    // Azurite can't be made to let hours pass, so what is hidden is visible at once here.
    retryQueue: visibleAtOnce(storage.queues['incidents-retry']),
    payloads: payloadStore(storage.containers.payloads),
  });
});

function visibleAtOnce(queue: Queue): Queue {
  return { ...queue, put: (text) => queue.put(text) };
}

function forwarder(): ForwardDeps {
  const tools = {
    http: axiosHttp(),
    secrets: fakeSecrets({ 'siem-key': key }),
    clock: systemClock,
    random: Math.random,
    allowPrivate: true,
  };
  const destinations = destinationTable({ table: storage.tables.destinations, tools, log: () => {} });
  return {
    destinations,
    guard: destinationGuard({ destinations, clock: systemClock, log: () => {} }),
    deliveries: deliveryTable({ table: storage.tables.deliveries, owner: randomUUID }),
    routing: async () => [],
    events,
    payloads: payloadStore(storage.containers.payloads),
    deadLetters: deadLetters({ table: storage.tables.deadletters, container: storage.containers.deadletters }),
    clock: systemClock,
    random: Math.random,
    log: () => {},
    deliveryWindowMs: 3 * day,
  };
}

/** Receives, forwards and removes everything on the queue, as the host would. */
async function forwardAll(): Promise<number> {
  const deps = forwarder();
  const messages = await storage.queues.incidents.receive(30 * second);
  for (const message of messages) {
    await forwardMessage(deps, asTriggered(message.text));
    await storage.queues.incidents.remove(message);
  }
  return messages.length;
}

const release = () => {
  const { incidents: queue, 'incidents-retry': retryQueue } = storage.queues;
  return releaseDue({ ...forwarder(), queue, retryQueue }, Date.now() + 30 * second);
};

/** A fresh record of exactly this many bytes of UTF-8. */
function ofSize(incident: number, bytes: number, letter = 'x'): CollectedEvent {
  const empty = `{"incidentId":${incident},"collected":${Date.now() * 1000 + incident},"text":""}`;
  const letters = Math.floor((bytes - empty.length) / Buffer.byteLength(letter));
  const rest = 'y'.repeat((bytes - empty.length) % Buffer.byteLength(letter));
  const data = empty.replace('"text":""', `"text":"${letter.repeat(letters)}${rest}"`);
  const recent = new Date().toISOString();
  return sampleEvent(incident, { data, collectedAt: recent });
}

/** The envelope says what is new, after everything else and before the data. */
const asSent = ({ attributes, data }: CollectedEvent) =>
  encodeMessage({ attributes: { ...attributes, changes: 'created' }, data });

it.each([
  [1, 1_000, 'x'],
  [2, 50_000, 'x'],
  [3, 66_000, 'ü'],
  [4, 1_500_000, 'x'],
])('incident %i of %i bytes arrives once, whole and signed', async (incident, bytes, letter) => {
  const event = ofSize(incident, bytes, letter);
  expect(Buffer.byteLength(event.data)).toBe(bytes);
  await events.put(event);
  expect(await forwardAll()).toBe(1);
  expect(receiver.requests).toHaveLength(1);
  const { body, headers } = receiver.requests[0] ?? { body: '', headers: {} };
  expect(body).toBe(asSent(event));
  expect(new Webhook(key).verify(body, headers as Record<string, string>)).toHaveProperty('data.incidentId', incident);
  expect(await storage.queues.incidents.depth()).toBe(0);
});

it('arrives whole after failing twice, and leaves no retry state in what is delivered', async () => {
  const event = ofSize(5, 200_000);
  await events.put(event);
  receiver.answer = (response) => response.writeHead(503).end();
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    expect(await forwardAll()).toBe(1);
    expect(await release()).toEqual({ released: 1, held: 0, failed: 0 });
  }
  receiver.answer = (response) => response.writeHead(202).end();
  expect(await forwardAll()).toBe(1);
  expect(receiver.requests.map(({ body }) => body === asSent(event))).toEqual([true, true, true]);
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set([event.attributes.id]),
  );
});

it('puts every size around the limit on the queue, and a retry copy that no longer fits becomes a claim check', async () => {
  const envelope = Buffer.byteLength(encodeMessage(sampleEvent(6, { data: '' })));
  const limit = Math.floor(maxEncodedBytes / 4) * 3 - envelope;
  const retry = { relayattempt: 12, relayfirstattempt: new Date().toISOString() };
  const retryQueue = storage.queues['incidents-retry'];
  for (const below of [2_000, 770, 769, 768, 767, 766, 3, 2, 1, 0, -1]) {
    await events.put(ofSize(6, limit - below));
    const [message] = await storage.queues.incidents.receive(30 * second);
    if (!message) throw new Error('nothing was queued');
    const value = JSON.parse(message.text);
    expect(encodedBytes(message.text)).toBeLessThanOrEqual(maxEncodedBytes - 1_024);
    expect('dataref' in value).toBe(below < 768 - 20);
    await storage.queues.incidents.remove(message);
  }

  const inline = {
    attributes: sampleEvent(6).attributes,
    data: { kind: 'inline', raw: ofSize(6, 48_000).data },
  } as const;
  for (const [owed, travels] of [
    ['siem', 'data'],
    [Array.from({ length: 90 }, (_, n) => `destination-${n}`).join(','), 'dataref'],
  ] as const) {
    await events.putAgain({ ...inline, retry: {} }, { ...retry, relayowed: owed }, 60_000);
    const [copy] = await retryQueue.receive(30 * second);
    expect(Object.keys(JSON.parse(copy?.text ?? '{}'))).toContain(travels);
    if (copy) await retryQueue.remove(copy);
  }
});

it('says so when the attributes alone are too long for the queue', async () => {
  const event = ofSize(7, 1_000);
  const attributes = { ...event.attributes, subject: 'x'.repeat(60_000) };
  await expect(events.put({ ...event, attributes })).rejects.toMatchObject({
    code: 'record_too_large',
    place: { tenant },
  });
});

it('never lets a message expire', async () => {
  await events.put(ofSize(8, 1_000));
  const client = new QueueClient(azurite.connectionString, 'incidents');
  const { receivedMessageItems } = await client.receiveMessages();
  expect(receivedMessageItems[0]?.expiresOn.getUTCFullYear()).toBe(9999);
  await client.clearMessages();
});

it('keeps a dead letter of any size in storage that enforces its keys and limits', async () => {
  const event = ofSize(9, 300_000);
  receiver.answer = (response) => response.writeHead(422).end();
  await events.put(event);
  await forwardAll();
  const rows = [];
  for await (const row of storage.tables.deadletters.list({ filter: "PartitionKey eq 'siem'" })) rows.push(row);
  expect(rows).toHaveLength(1);
  const { payload, reason, attempts } = rows[0]?.columns ?? {};
  expect([reason, attempts]).toEqual(['answered 422: it will not take this event; its own log says why', 1]);
  const blob = await storage.containers.deadletters.read(String(payload).replace('deadletters/', ''));
  expect(blob?.toString()).toBe(encodeMessage(event));
});
