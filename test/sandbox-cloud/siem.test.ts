import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { type ReceivingSiem, type SiemOptions, startSiem } from '../../sandbox/siem/siem';
import { trustedTls } from './fixture';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const next = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const at = 1_790_000_000_000;
const running: ReceivingSiem[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((siem) => siem.close()));
});

async function testSiem(options: SiemOptions = { tls: trustedTls(), secrets: [secret] }): Promise<ReceivingSiem> {
  const siem = await startSiem({ now: () => at, ...options });
  running.push(siem);
  return siem;
}

const event = (data: string) =>
  `{"specversion":"1.0","type":"com.microsoft.defender.incident","tenantid":"t1","subject":"924565","time":"2026-11-20T00:00:00.1234567Z","data": ${data} }`;

interface Post {
  readonly id?: string;
  readonly body?: string;
  readonly signedBody?: string;
  readonly key?: string;
  readonly signedAt?: number;
}

async function post(siem: ReceivingSiem, { id = 'e1', key = secret, signedAt = at, ...bodies }: Post = {}) {
  const body = bodies.body ?? event('{"n":1}');
  const signature = new Webhook(key).sign(id, new Date(signedAt), bodies.signedBody ?? body);
  const headers = {
    'content-type': 'application/cloudevents+json',
    'webhook-id': id,
    'webhook-timestamp': String(signedAt / 1000),
    'webhook-signature': `v1a,unknown ${signature}`,
  };
  const response = await fetch(`${siem.url}/hook`, { method: 'POST', headers, body });
  await response.text();
  return response;
}

describe('the receiving SIEM', () => {
  it('keeps a signed delivery with the exact text of its data', async () => {
    const siem = await testSiem();
    const data = '{"incidentId":9007199254740993, "n":[1.0,1e5],"s":"Größe \\u2028 }"}';
    expect((await post(siem, { body: event(data) })).status).toBe(202);
    expect(siem.deliveries).toEqual([
      {
        id: 'e1',
        receivedAt: at,
        path: '/hook',
        contentType: 'application/cloudevents+json',
        tenantId: 't1',
        type: 'com.microsoft.defender.incident',
        subject: '924565',
        time: '2026-11-20T00:00:00.1234567Z',
        rawBody: event(data),
        dataRaw: data,
        repeated: false,
      },
    ]);
  });

  it('speaks plain HTTP without a certificate', async () => {
    const siem = await testSiem({ secrets: [secret] });
    expect(siem.url).toMatch(/^http:/);
    expect((await post(siem)).status).toBe(202);
  });

  it.each([
    ['another key', { key: next }],
    ['a changed body', { signedBody: event('{"n":2}') }],
    ['a signature six minutes old', { signedAt: at - 360_000 }],
    ['a signature from six minutes ahead', { signedAt: at + 360_000 }],
  ])('refuses %s with 401 and counts it', async (_case, how) => {
    const siem = await testSiem();
    expect((await post(siem, how)).status).toBe(401);
    expect([siem.badSignatures, siem.deliveries.length]).toEqual([1, 0]);
  });

  it('refuses what is not signed at all', async () => {
    const siem = await testSiem();
    expect((await fetch(siem.url, { method: 'POST', body: event('{}') })).status).toBe(401);
    expect((await fetch(siem.url, { method: 'PUT', body: event('{}') })).status).toBe(405);
    expect(siem.badSignatures).toBe(1);
  });

  it('shows to a browser what has arrived', async () => {
    const siem = await testSiem();
    await post(siem);
    const shown = await (await fetch(siem.url)).json();
    expect(shown).toMatchObject({ accepted: 1, duplicates: 0, badSignatures: 0, malformed: 0 });
    expect(shown).toHaveProperty('latest.length', 1);
  });

  it.each(['{"data":', '[1]', '{"no":"data"}'])('refuses the signed body %s with 400', async (body) => {
    const siem = await testSiem();
    expect((await post(siem, { body })).status).toBe(400);
    expect([siem.malformed, siem.deliveries.length]).toEqual([1, 0]);
  });

  it('keeps repeats and counts them by webhook-id', async () => {
    const siem = await testSiem();
    for (const id of ['a', 'b', 'a', 'a']) await post(siem, { id });
    expect(siem.deliveries.map(({ repeated }) => repeated)).toEqual([false, false, true, true]);
    expect(siem.duplicates).toBe(2);
  });

  it('takes any of its secrets, and drops the old one after a rotation', async () => {
    const siem = await testSiem({ tls: trustedTls(), secrets: [secret, next] });
    expect((await post(siem, { id: 'a' })).status).toBe(202);
    expect((await post(siem, { id: 'b', key: next })).status).toBe(202);
    siem.setSecrets([next]);
    expect((await post(siem, { id: 'c' })).status).toBe(401);
  });

  it('answers as scripted and keeps only what it accepted', async () => {
    const siem = await testSiem();
    siem.script([{ status: 429, headers: { 'retry-after': '4' } }, { drop: true }, 'pass', { drop: true, keep: true }]);
    const throttled = await post(siem, { id: 'a' });
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '4']);
    await expect(post(siem, { id: 'a' })).rejects.toThrow();
    expect(siem.deliveries).toHaveLength(0);
    await post(siem, { id: 'a' });
    await expect(post(siem, { id: 'b' })).rejects.toThrow();
    expect(siem.deliveries.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('uses no script step on a delivery with a bad signature', async () => {
    const siem = await testSiem();
    siem.script([{ status: 500 }]);
    expect((await post(siem, { key: next })).status).toBe(401);
    expect((await post(siem)).status).toBe(500);
    expect((await post(siem)).status).toBe(202);
  });
});
