import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { RelayError } from '../../shared/errors';
import { axiosHttp } from '../../shared/http/axios-http';
import type { HttpRequest } from '../../shared/http/http';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

async function start(listener: RequestListener): Promise<string> {
  const [cert, key] = [process.env.TEST_TLS_CERT, process.env.TEST_TLS_KEY].map((path) => readFileSync(path ?? ''));
  return `https://localhost:${await listen(createTls({ ...(cert && { cert }), ...(key && { key }) }, listener))}`;
}

const get = (url: string, other: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeoutMs: 20_000,
  maxBytes: 1_000_000,
  allowPrivate: true,
  ...other,
});

async function fault(request: HttpRequest): Promise<RelayError> {
  const error: unknown = await axiosHttp()(request).catch((thrown: unknown) => thrown);
  if (error instanceof RelayError) return error;
  throw new Error(`No RelayError: ${inspect(error)}`);
}

describe('what comes back', () => {
  test('any status, headers in lower case, the body as it is', async () => {
    const url = await start((_request, response) => {
      response.writeHead(429, { 'Retry-After': '8', 'X-Twice': ['a', 'b'] });
      response.end(Buffer.from([0, 255, 10]));
    });
    const answer = await axiosHttp()(get(url));
    expect(answer.status).toBe(429);
    expect(answer.headers).toMatchObject({ 'retry-after': '8', 'x-twice': 'a, b' });
    expect([...answer.body]).toEqual([0, 255, 10]);
  });

  test('method, headers and body go out unchanged', async () => {
    const url = await start((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => response.end(JSON.stringify([request.method, request.headers['content-type'], body])));
    });
    const headers = { 'content-type': 'application/cloudevents+json' };
    const answer = await axiosHttp()(get(url, { method: 'POST', headers, body: '{"a":1.0}' }));
    expect(JSON.parse(answer.body.toString())).toEqual(['POST', 'application/cloudevents+json', '{"a":1.0}']);
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('a body packed with %s is unpacked', async (encoding, pack) => {
    const url = await start((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(pack('unpacked'));
    });
    expect((await axiosHttp()(get(url))).body.toString()).toBe('unpacked');
  });

  test('HEAD and 204 have no body, whatever encoding they announce', async () => {
    const url = await start((request, response) => {
      response.writeHead(request.method === 'HEAD' ? 200 : 204, { 'content-encoding': 'gzip' }).end();
    });
    expect((await axiosHttp()(get(url, { method: 'HEAD' }))).body).toHaveLength(0);
    expect((await axiosHttp()(get(url))).body).toHaveLength(0);
  });

  test('a redirect is an answer and is not followed', async () => {
    const paths: (string | undefined)[] = [];
    const url = await start((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const answer = await axiosHttp()(get(`${url}/here`, { headers: { authorization: 'Bearer x' } }));
    expect(answer.status).toBe(302);
    expect(paths).toEqual(['/here']);
  });

  test('proxies named in the environment are not used', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
    vi.stubEnv('https_proxy', 'http://127.0.0.1:1');
    const url = await start((_request, response) => response.end('direct'));
    expect((await axiosHttp()(get(url))).body.toString()).toBe('direct');
  });

  test('connections are kept and used again', async () => {
    const ports = new Set<number | undefined>();
    const url = await start((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const send = axiosHttp();
    for (let turn = 0; turn < 4; turn++) await send(get(url));
    expect(ports.size).toBe(1);
  });
});

describe('size', () => {
  test('a body of exactly the limit passes, one byte more does not, with and without a length', async () => {
    const url = await start((request, response) => {
      const body = Buffer.alloc(Number(request.headers['x-size']), 'x');
      if (request.headers['x-chunked']) response.write(body.subarray(0, 10));
      response.end(request.headers['x-chunked'] ? body.subarray(10) : body);
    });
    for (const chunked of [{}, { 'x-chunked': '1' }]) {
      const ask = (size: number) => get(url, { maxBytes: 1_000, headers: { 'x-size': String(size), ...chunked } });
      expect((await axiosHttp()(ask(1_000))).body).toHaveLength(1_000);
      expect((await fault(ask(1_001))).code).toBe('response_too_large');
    }
  });
});

describe('what breaks', () => {
  test('a server that never answers, and one that stops in the middle, end at the time limit', async () => {
    const silent = await start(() => {});
    const stalling = await start((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
    });
    for (const url of [silent, stalling]) {
      const found = await fault(get(url, { timeoutMs: 150 }));
      expect(found).toMatchObject({ code: 'network_failed', level: 'transient' });
      expect(found.message).toContain('within 150 ms');
    }
  });

  test('a server that drips bytes for ever does not outlast the time limit', async () => {
    const url = await start((_request, response) => {
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    });
    expect((await fault(get(url, { timeoutMs: 200 }))).code).toBe('network_failed');
  });

  test('a body cut off before its announced length', async () => {
    const url = await start((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('only this', () => response.destroy());
    });
    expect((await fault(get(url))).code).toBe('network_failed');
  });

  test('a chunked body without its end', async () => {
    const url = await start((_request, response) => {
      response.write('only this', () => response.destroy());
    });
    expect((await fault(get(url))).code).toBe('network_failed');
  });

  test('a packed body that ends early though its length is right', async () => {
    const whole = gzipSync(JSON.stringify(Array.from({ length: 5_000 }, (_, index) => index)));
    const url = await start((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(whole.subarray(0, whole.length - 1_000));
    });
    expect((await fault(get(url))).code).toBe('network_failed');
  });

  test('an encoding nobody asked for, and no URL at all', async () => {
    const url = await start((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'zstd' }).end('x');
    });
    expect((await fault(get(url))).message).toContain("wasn't asked for");
    expect((await fault(get('not a url'))).code).toBe('network_failed');
  });

  test('nobody listens: the fault names host, port and reason, and neither query nor token', async () => {
    const headers = { authorization: 'Bearer do-not-show' };
    const found = await fault(get('https://localhost:1/path?sig=do-not-show', { headers }));
    expect(found.message).toContain('localhost:1');
    expect(found.message).toContain('ECONNREFUSED');
    expect(inspect(found, { depth: 20, showHidden: true })).not.toContain('do-not-show');
  });
});

describe('private addresses', () => {
  test.each([
    'http://127.0.0.1',
    'http://localhost',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://0x7f.1',
    'http://2130706433',
    'http://169.254.169.254/metadata/identity/oauth2/token',
    'http://10.1.2.3',
    'http://[fd00::1]',
  ])('%s is refused without a connection', async (url) => {
    const found = await fault(get(url, { allowPrivate: false }));
    expect(found.code).toBe('network_failed');
    expect(found.message).toContain('ALLOW_PRIVATE_DESTINATIONS');
  });

  test('a connection that is open already is no way around', async () => {
    let requests = 0;
    const port = await listen(
      createPlain((_request, response) => {
        requests++;
        response.end('ok');
      }),
    );
    const send = axiosHttp();
    await send(get(`http://localhost:${port}`));
    const refused: unknown = await send(get(`http://localhost:${port}`, { allowPrivate: false })).catch(
      (error) => error,
    );
    expect(refused).toMatchObject({ code: 'network_failed' });
    expect(requests).toBe(1);
  });
});
