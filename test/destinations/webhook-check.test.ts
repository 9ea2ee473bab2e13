import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../shared/clock';
import type { Destination } from '../../shared/destinations/destination';
import { destinationType } from '../../shared/destinations/registry';
import { parseMessage } from '../../shared/events/message';
import { testEvent } from '../../shared/events/test-event';
import { axiosHttp } from '../../shared/http/axios-http';
import { fakeSecrets } from './fake-secrets';
import { type HttpsReceiver, startReceiver } from './https-receiver';

const [key, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const http = axiosHttp();
let receiver: HttpsReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.stop());
beforeEach(() => {
  receiver.requests.length = 0;
  receiver.answer = (response) => response.writeHead(202).end();
});

function webhook(allowPrivate = true): Destination {
  const secrets = fakeSecrets({ key, 'new-key': newKey });
  const tools = { http, secrets, clock: systemClock, random: Math.random, allowPrivate };
  const settings = { url: `${receiver.origin}/hook`, secret: ['key', 'new-key'], heartbeat: true };
  const opened = destinationType('webhook')?.(JSON.stringify(settings), tools);
  if (!opened || 'faults' in opened) throw new Error(`not opened: ${opened?.faults.join(' ')}`);
  expect(opened.heartbeat).toBe(true);
  return opened.destination;
}

it('sends an event that says it is a test, signed with every key as a real one is', async () => {
  expect(await webhook().check()).toEqual({ kind: 'delivered' });
  const [request] = receiver.requests;
  const headers = request?.headers as Record<string, string>;
  for (const each of [key, newKey]) expect(new Webhook(each).verify(request?.body ?? '', headers)).toBeTruthy();
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    id: headers['webhook-id'],
    type: 'com.microsoft.defender.test',
    source: '/tenants/00000000-0000-0000-0000-000000000000/defender-relay',
    subject: 'test',
    tenantid: '00000000-0000-0000-0000-000000000000',
    tenantname: 'Defender Relay',
    severity: 'informational',
    test: true,
    data: { message: expect.stringContaining('test event') },
  });
});

it('is never a repeat', async () => {
  const destination = webhook();
  await destination.check();
  await destination.check();
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
});

it('finds what a real event would find', async () => {
  receiver.answer = (response) => response.writeHead(410).end();
  expect(await webhook().check()).toMatchObject({ kind: 'misconfigured' });
  receiver.answer = (response) => response.writeHead(200).end('x'.repeat(70_000));
  expect(await webhook().check()).toMatchObject({ kind: 'retry' });
  expect(await webhook(false).check()).toEqual({
    kind: 'retry',
    reason: expect.stringContaining('ALLOW_PRIVATE_DESTINATIONS'),
  });
});

it('may travel the queue as any other event, and is still a test afterwards', () => {
  const { attributes, data } = testEvent(Date.parse('2026-11-20T08:00:00.123Z'), () => 0.25);
  const message = parseMessage({ ...attributes, data: JSON.parse(data) });
  expect(message.attributes).toEqual(attributes);
  expect(attributes).toMatchObject({ test: true, time: '2026-11-20T08:00:00.1230000Z' });
  expect(attributes.id).toMatch(/^[0-9a-f]{64}$/);
});
