import type { ServerResponse } from 'node:http';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { axiosHttp } from '../../shared/http/axios-http';
import type { HttpRequest } from '../../shared/http/http';
import { startHttps } from '../access/fake-server';
import { letters, lettersThenSilence, mebibyte, onTheWay, type SentBody, sendPieces } from './big-bodies';

const maxBytes = 8 * mebibyte;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A server that answers `/` with what `answer` sends and anything else with "small", and a client of one connection. */
async function oneConnection(answer: (response: ServerResponse) => SentBody) {
  const bodies: SentBody[] = [];
  const { url, close } = await startHttps((request, response) => {
    if (request.url === '/') bodies.push(answer(response));
    else response.end('small');
  });
  closing.push(close);
  const send = axiosHttp({ maxSocketsPerHost: 1 });
  const ask = (path: string, other: Partial<HttpRequest> = {}) =>
    send({ method: 'GET', url: url + path, headers: {}, timeoutMs: 20_000, maxBytes, allowPrivate: true, ...other });
  let admitted = 0;
  return {
    sent: () => bodies[0] as SentBody,
    admitted: () => admitted,
    /** Asks for the body, `room` bytes of which may be held. */
    big: (room = Number.POSITIVE_INFINITY, other: Partial<HttpRequest> = {}) =>
      ask('/', {
        admit: (bytes) => {
          if (admitted + bytes > room) return false;
          admitted += bytes;
          return true;
        },
        ...other,
      }),
    small: async () => (await ask('/small')).body.toString(),
  };
}

/** At its usual quality it is as slow as the rest of this file together. */
const quickBrotli = () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

const packings = [
  ['as it is', {}, () => undefined],
  ['packed with gzip', { 'content-encoding': 'gzip' }, createGzip],
  ['packed with br', { 'content-encoding': 'br' }, quickBrotli],
] as const;

describe.each(packings)('a body without an end, %s', (_name, headers, pack) => {
  const endless = () => oneConnection((response) => sendPieces(response.writeHead(200, headers), letters(), pack()));

  it('is read up to the limit and no further, and its connection is closed', async () => {
    const { big, sent, admitted, small } = await endless();
    await expect(big()).rejects.toMatchObject({ code: 'response_too_large', level: 'transient' });
    expect(admitted()).toBeLessThanOrEqual(maxBytes);
    expect(admitted()).toBeGreaterThan(maxBytes - mebibyte);
    await sent().closed;
    expect(sent().bytes).toBeLessThan(maxBytes + onTheWay);
    expect(await small()).toBe('small');
  });

  it('is given up where there is no room for more of it', async () => {
    const { big, sent, admitted, small } = await endless();
    await expect(big(3 * mebibyte)).rejects.toMatchObject({ code: 'response_too_large' });
    expect(admitted()).toBeLessThanOrEqual(3 * mebibyte);
    await sent().closed;
    expect(sent().bytes).toBeLessThan(3 * mebibyte + onTheWay);
    expect(await small()).toBe('small');
  });
});

it('a packed bomb has cost its sender next to nothing when it is stopped', async () => {
  const bomb = await oneConnection((response) =>
    sendPieces(response.writeHead(200, { 'content-encoding': 'gzip' }), letters(250 * mebibyte), createGzip()),
  );
  await expect(bomb.big()).rejects.toMatchObject({ code: 'response_too_large' });
  await bomb.sent().closed;
  expect(bomb.admitted()).toBeGreaterThan(20 * bomb.sent().bytes);
});

it('a body that announces 250 MB is not read at all', async () => {
  const announced = await oneConnection((response) => {
    response.writeHead(200, { 'content-length': String(250 * mebibyte) });
    return sendPieces(response, letters(250 * mebibyte));
  });
  await expect(announced.big()).rejects.toMatchObject({ code: 'response_too_large' });
  expect(announced.admitted()).toBe(0);
  await announced.sent().closed;
  expect(announced.sent().bytes).toBeLessThan(onTheWay);
  expect(await announced.small()).toBe('small');
});

it('a body that announces a little and sends without an end is read up to what it announced', async () => {
  const liar = await oneConnection((response) => {
    response.strictContentLength = false;
    response.writeHead(200, { 'content-length': '10' });
    return sendPieces(response, letters());
  });
  expect((await liar.big()).body.toString()).toBe('xxxxxxxxxx');
  await liar.sent().closed;
  expect(await liar.small()).toBe('small');
});

it('a packing nobody asked for is refused, and the connection is closed long before the time limit', async () => {
  const odd = await oneConnection((response) =>
    sendPieces(response.writeHead(200, { 'content-encoding': 'zstd' }), letters()),
  );
  const tenMinutes = { timeoutMs: 600_000 };
  await expect(odd.big(Number.POSITIVE_INFINITY, tenMinutes)).rejects.toMatchObject({ code: 'network_failed' });
  await odd.sent().closed;
  expect(odd.sent().bytes).toBeLessThan(onTheWay);
  expect(await odd.small()).toBe('small');
});

it.each([
  ['without a length', {}],
  ['of an announced length', { 'content-length': String(7 * mebibyte) }],
])(
  'a body %s that falls silent in the middle ends at the time limit, and its connection is closed',
  async (_name, headers) => {
    const silent = await oneConnection((response) =>
      sendPieces(response.writeHead(200, headers), lettersThenSilence(response, 5 * mebibyte)),
    );
    const found = silent.big(Number.POSITIVE_INFINITY, { timeoutMs: 300 });
    await expect(found).rejects.toMatchObject({
      code: 'network_failed',
      message: expect.stringContaining('within 300 ms'),
    });
    await silent.sent().closed;
    expect(await silent.small()).toBe('small');
  },
);
