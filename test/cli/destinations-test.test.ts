import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adviceOnSilence } from '../../cli/commands/destinations/advice-on-silence';
import { systemClock } from '../../shared/clock';
import { RelayError } from '../../shared/errors';
import { axiosHttp } from '../../shared/http/axios-http';
import type { HttpSend } from '../../shared/http/http';
import { type HttpsReceiver, startReceiver } from '../destinations/https-receiver';
import { siemKey, useDestinationDesk } from './destination-desk';

const http = axiosHttp();
const desk = useDestinationDesk(http);
let [receiver, plain]: HttpsReceiver[] = [];
beforeAll(async () => {
  [receiver, plain] = [await startReceiver(), await startReceiver('http')];
});
afterAll(() => Promise.all([receiver?.stop(), plain?.stop()]));
const started = () => {
  if (!receiver || !plain) throw new Error('The receivers run only during tests.');
  return { receiver, plain };
};
beforeEach(() => {
  started().receiver.requests.length = 0;
  answer(202);
});

const settings = (url = `${started().receiver.origin}/hook?token=in-the-url`, secret = 'siem-key') =>
  JSON.stringify({ url, secret });
const answer = (status: number, headers: Record<string, string> = {}) => {
  started().receiver.answer = (response: ServerResponse) => response.writeHead(status, headers).end();
};
const test = (...options: string[]) => desk.destinations(['test', 'siem', ...options]);

describe('relay destinations test', () => {
  it('sends a marked event as a real one is sent, and says what to look for', async () => {
    await desk.insert('siem', { settings: settings() });
    // The receiver's library checks the instant against its own clock.
    const { code, out } = await desk.destinations(['test', 'siem'], { clock: systemClock });
    const [request] = started().receiver.requests;
    const id = request?.headers['webhook-id'];
    expect(new Webhook(siemKey).verify(request?.body ?? '', request?.headers as Record<string, string>)).toMatchObject({
      type: 'com.microsoft.defender.test',
      id,
    });
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^siem took the test event: it answered 202 after \d+ ms\.$/),
      'Look for it at the receiver:',
      '  type        com.microsoft.defender.test',
      `  webhook-id  ${id}`,
      'It belongs to no customer and can be ignored there.',
    ]);
  });

  it.each<[number, Record<string, string>, RegExp]>([
    [401, {}, /refuses the signature[\s\S]*whsec_[\s\S]*tries it every 15 minutes/],
    [403, {}, /firewall in front of it[\s\S]*This test came from this computer/],
    [404, {}, /nothing at this URL/],
    [410, {}, /gone for good[\s\S]*relay destinations remove siem/],
    [308, { location: 'https://new.example/h?key=in-the-location' }, /redirect to https:\/\/new\.example\. /],
    [302, {}, /This is a redirect\. /],
    [400, {}, /its own log[\s\S]*application\/cloudevents\+json[\s\S]*dead letters at once/i],
    [413, {}, /Even a test event[\s\S]*dead letters at once/],
    [429, { 'retry-after': '120' }, /asks to wait for 2 minutes[\s\S]*raise its limit/],
    [503, {}, /receiver itself has failed[\s\S]*tried again for 3 days \(DELIVERY_WINDOW\)/],
  ])('explains a %i', async (status, headers, expected) => {
    await desk.insert('siem', { settings: settings() });
    answer(status, headers);
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(out).toContain(`siem didn't take the test event: it answered ${status} after 0 ms.`);
    expect(out).toMatch(expected);
    expect(out).toContain(`webhook-id ${started().receiver.requests[0]?.headers['webhook-id']}`);
    expect(out).not.toMatch(/in-the-url|in-the-location/);
    expect(out).not.toContain(siemKey);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'a port where nobody listens',
      () => 'https://localhost:1/hook',
      /ECONNREFUSED[\s\S]*Nothing listens on that port/,
    ],
    ['a receiver without TLS', () => started().plain.origin.replace('http:', 'https:'), /could not agree on TLS/],
  ])('explains %s', async (_what, url, expected) => {
    await desk.insert('siem', { settings: settings(url()) });
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(out).toMatch(expected);
  });

  it('explains a private address, which is refused as for a real event', async () => {
    await desk.insert('siem', { settings: settings() });
    const { code, out } = await desk.destinations(['test', 'siem'], { allowPrivate: false });
    expect(code).toBe(1);
    expect(out).toMatch(/private, loopback or link-local[\s\S]*in the settings of this command, too/);
    expect(started().receiver.requests).toEqual([]);
  });

  it('explains a receiver that does not answer in time', async () => {
    await desk.insert('siem', { settings: settings() });
    started().receiver.answer = () => undefined;
    // The real client, with less patience; the time that it would have taken passes on the desk's clock.
    const impatient: HttpSend = (request) =>
      http({ ...request, timeoutMs: 50 }).finally(() => desk.clock.advance(request.timeoutMs));
    const { code, out } = await desk.destinations(['test', 'siem'], { http: impatient });
    expect(code).toBe(1);
    expect(out).toMatch(/didn't finish its answer[\s\S]*as soon as it has stored the event/);
  });

  it('explains a website, whose answer is no end', async () => {
    await desk.insert('siem', { settings: settings() });
    started().receiver.answer = (response) => response.writeHead(200).end('x'.repeat(70_000));
    expect(await test()).toMatchObject({ code: 1, out: expect.stringContaining('only has to answer 2xx') });
  });

  it('explains what is wrong with the secret, and sends nothing', async () => {
    await desk.insert('siem', { settings: settings(undefined, 'gone-key') });
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(out).toMatch(
      /could not be signed, and nothing was sent\.\n {2}There is no secret gone-key in the Key Vault\./,
    );
    desk.secrets.vault.set('gone-key', 'hunter2!');
    const unfit = await test();
    expect(unfit.out).toContain('gone-key is not a webhook signing secret');
    expect(unfit.out).not.toContain('hunter2');
    const secrets = {
      ...desk.secrets,
      get: () => Promise.reject(new RelayError('vault_unavailable', "The Key Vault couldn't be asked.")),
    };
    const away = await desk.destinations(['test', 'siem'], { secrets });
    expect(away.out).toContain('with the identity it runs under, the app with its own');
    expect(started().receiver.requests).toEqual([]);
  });

  it('says the same to programs', async () => {
    await desk.insert('siem', { settings: settings() });
    const delivered = JSON.parse((await test('--json')).out);
    const webhookId = started().receiver.requests[0]?.headers['webhook-id'];
    const event = { type: 'com.microsoft.defender.test', webhookId };
    expect(delivered).toMatchObject({ destination: { name: 'siem' }, delivered: true, status: 202, event });
    answer(410);
    const refused = JSON.parse((await test('--json')).out);
    expect(refused).toMatchObject({ delivered: false, outcome: 'misconfigured', status: 410 });
    expect(refused.reason).toContain('answered 410');
  });

  it.each([
    ['relay', /stays so, until the next probe of the relay, or: relay destinations resume siem/],
    ['person', /stays so, until: relay destinations resume siem/],
  ])('tests what a %s paused, and leaves it paused', async (statusBy, expected) => {
    await desk.insert('siem', { settings: settings(), status: 'paused', statusBy });
    const before = await desk.columnsOf('siem');
    const { code, out } = await test();
    expect(code).toBe(0);
    expect(out).toMatch(expected);
    expect(await desk.columnsOf('siem')).toEqual(before);
  });

  it('says that the relay does not know yet that it answers again', async () => {
    await desk.insert('siem', { settings: settings(), circuitUntil: '2026-11-20T10:10:00Z' });
    expect((await test()).out).toContain('still takes it for unreachable until its next probe');
  });

  it('lists the faults of a malformed row', async () => {
    await desk.insert('siem', { settings: '{"url":"https://siem.example"}' });
    const { code, out, err } = await test();
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/can't be tested[\s\S]*- settings\.secret: must be the name/);
  });

  it('refuses a name that there is not', async () => {
    expect(await test()).toMatchObject({ code: 2, err: expect.stringContaining('relay destinations add <name>') });
  });
});

// What can't be had on loopback without asking a name server or making certificates.
it.each([
  ['ENOTFOUND', 'has no address'],
  ['EAI_AGAIN', 'has no address'],
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another name'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
  ['EHOSTUNREACH', 'another network'],
])('knows what to do about %s', (code, expected) => {
  const cause = Object.assign(new Error('no'), { code });
  const fault = new RelayError('network_failed', 'No complete answer came.', { cause });
  expect(adviceOnSilence(fault, false).join(' ')).toContain(expected);
});
