import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../shared/clock';
import type { Destination } from '../../shared/destinations/destination';
import { destinationType } from '../../shared/destinations/registry';
import { axiosHttp } from '../../shared/http/axios-http';
import { payloadMarker, sampleEvent } from '../delivery/sample-event';
import { fakeSecrets } from './fake-secrets';
import { type HttpsReceiver, startReceiver } from './https-receiver';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)].map((key) => `whsec_${key.toString('base64')}`) as [
  string,
  string,
];
const http = axiosHttp();
const event = sampleEvent(924565, { data: '{"incidentId":924565,"big":9007199254740993,"name":"ünïcödé"}' });

let receiver: HttpsReceiver;
let secrets: ReturnType<typeof fakeSecrets>;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());
beforeEach(() => {
  secrets = fakeSecrets({ 'siem-key': newKey, 'siem-key-old': oldKey });
  receiver.requests.length = 0;
  receiver.answer = (response) => response.writeHead(202).end();
});

function webhook(settings: object, allowPrivate = true): Destination {
  const tools = { http, secrets, clock: systemClock, random: Math.random, allowPrivate };
  const opened = destinationType('webhook')?.(JSON.stringify(settings), tools);
  if (!opened || 'faults' in opened) throw new Error(`not opened: ${opened?.faults.join(' ')}`);
  return opened.destination;
}

it('posts a structured CloudEvent that a Standard Webhooks library verifies, with every digit', async () => {
  const destination = webhook({ url: `${receiver.origin}/hook?code=tok`, secret: 'siem-key' });
  expect(await destination.send(event)).toEqual({ kind: 'delivered' });
  const [request] = receiver.requests;
  if (!request) throw new Error('nothing arrived');
  expect(request.path).toBe('/hook?code=tok');
  expect(request.headers['content-type']).toBe('application/cloudevents+json');
  expect(request.headers['webhook-id']).toBe(event.attributes.id);
  const verified = new Webhook(newKey).verify(request.body, request.headers as Record<string, string>);
  expect(verified).toMatchObject({ ...event.attributes, data: { incidentId: 924565, name: 'ünïcödé' } });
  expect(request.body).toContain('"big":9007199254740993');
  const forged = request.body.replace('924565', '924566');
  expect(() => new Webhook(newKey).verify(forged, request.headers as Record<string, string>)).toThrow();
});

it('signs with every key while one is rotated, so that either end can change first', async () => {
  await webhook({ url: receiver.origin, secret: ['siem-key', 'siem-key-old'] }).send(event);
  const [request] = receiver.requests;
  const headers = request?.headers as Record<string, string>;
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
  for (const key of [oldKey, newKey]) expect(new Webhook(key).verify(request?.body ?? '', headers)).toBeTruthy();
  const stranger = randomBytes(32).toString('base64');
  expect(() => new Webhook(stranger).verify(request?.body ?? '', headers)).toThrow();
});

it.each([
  [200, { kind: 'delivered' }],
  [204, { kind: 'delivered' }],
  [301, { kind: 'misconfigured', reason: expect.stringContaining('redirects are not followed') }],
  [400, { kind: 'rejected', reason: expect.stringContaining('400') }],
  [401, { kind: 'misconfigured', reason: expect.stringContaining('signing secret') }],
  [403, { kind: 'misconfigured', reason: expect.stringContaining('firewall') }],
  [404, { kind: 'misconfigured', reason: expect.stringContaining('settings.url') }],
  [408, { kind: 'retry', reason: 'answered 408' }],
  [410, { kind: 'misconfigured', reason: expect.stringContaining('gone for good') }],
  [413, { kind: 'rejected', reason: expect.stringContaining('too large') }],
  [422, { kind: 'rejected', reason: expect.stringContaining('422') }],
  [425, { kind: 'retry', reason: 'answered 425' }],
  [429, { kind: 'retry', reason: 'answered 429' }],
  [500, { kind: 'retry', reason: 'answered 500' }],
  [503, { kind: 'retry', reason: 'answered 503' }],
])('takes an answer %i as it is meant', async (status, outcome) => {
  receiver.answer = (response, { body }) =>
    response.writeHead(status, { location: `${receiver.origin}/x` }).end(status === 204 ? '' : body);
  const result = await webhook({ url: `${receiver.origin}/?code=tok`, secret: 'siem-key' }).send(event);
  expect(result).toEqual(outcome);
  expect(JSON.stringify(result)).not.toMatch(new RegExp(`tok|${payloadMarker}`));
  expect(receiver.requests).toHaveLength(1);
});

it('obeys Retry-After', async () => {
  receiver.answer = (response) => response.writeHead(503, { 'retry-after': '120' }).end();
  const outcome = await webhook({ url: receiver.origin, secret: 'siem-key' }).send(event);
  expect(outcome).toEqual({ kind: 'retry', reason: 'answered 503', afterMs: 120_000 });
});

it('reads a secret again after a 401, because it may have been rotated in the vault', async () => {
  receiver.answer = (response) => response.writeHead(401).end();
  await webhook({ url: receiver.origin, secret: ['siem-key', 'siem-key-old'] }).send(event);
  expect(secrets.forgotten).toEqual(['siem-key', 'siem-key-old']);
});

it('needs no second attempt for what is on its way while the key is rotated', async () => {
  let cached: string | undefined = oldKey;
  const rotating = {
    get: async () => {
      cached ??= newKey;
      return { value: cached };
    },
    forget: () => {
      cached = undefined;
    },
  };
  receiver.answer = (response) => {
    const { body, headers } = receiver.requests.at(-1) ?? { body: '', headers: {} };
    const signed = () => new Webhook(newKey).verify(body, headers as Record<string, string>);
    response.writeHead(passes(signed) ? 202 : 401).end();
  };
  const tools = { http, secrets: rotating, clock: systemClock, random: Math.random, allowPrivate: true };
  const opened = destinationType('webhook')?.(JSON.stringify({ url: receiver.origin, secret: 'siem-key' }), tools);
  if (!opened || 'faults' in opened) throw new Error('not opened');
  expect(await opened.destination.send(event)).toEqual({ kind: 'delivered' });
  expect(receiver.requests).toHaveLength(2);
  expect(await opened.destination.send(event)).toEqual({ kind: 'delivered' });
  expect(receiver.requests).toHaveLength(3);
});

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

it('tries again when a secret cannot be read, and says which', async () => {
  const outcome = await webhook({ url: receiver.origin, secret: 'missing-key' }).send(event);
  expect(outcome).toEqual({ kind: 'retry', reason: expect.stringContaining('secret missing-key can') });
  expect(receiver.requests).toEqual([]);
});

it.each(['', 'whsec_', 'p@ssw0rd!'])(
  'sends nothing signed with a secret that is no signing key: "%s"',
  async (value) => {
    secrets.vault.set('siem-key', value);
    const outcome = await webhook({ url: receiver.origin, secret: 'siem-key' }).send(event);
    expect(outcome).toEqual({ kind: 'misconfigured', reason: expect.stringContaining('whsec_ and then base64') });
    expect(JSON.stringify(outcome)).not.toContain('p@ssw0rd!');
    expect(receiver.requests).toEqual([]);
  },
);

it('tries again when nobody listens, without telling the query of the URL', async () => {
  const gone = await startReceiver();
  await gone.stop();
  const outcome = await webhook({ url: `${gone.origin}/?code=tok`, secret: 'siem-key' }).send(event);
  expect(outcome).toEqual({ kind: 'retry', reason: expect.stringContaining('ECONNREFUSED') });
  expect(JSON.stringify(outcome)).not.toContain('tok');
});

it('refuses a private address unless it is allowed', async () => {
  const outcome = await webhook({ url: receiver.origin, secret: 'siem-key' }, false).send(event);
  expect(outcome).toEqual({ kind: 'retry', reason: expect.stringContaining('ALLOW_PRIVATE_DESTINATIONS') });
  expect(receiver.requests).toEqual([]);
});

it('stops reading an answer that does not end', async () => {
  receiver.answer = (response) => response.writeHead(200).end('x'.repeat(70_000));
  const outcome = await webhook({ url: receiver.origin, secret: 'siem-key' }).send(event);
  expect(outcome).toEqual({ kind: 'retry', reason: expect.stringContaining('larger than 65536 bytes') });
});
