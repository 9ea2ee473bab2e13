import type { HttpRequest } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../sandbox/runtime/runtime';
import { eventually, fixture, gate, useHandlers } from './support';

const env = { WORK_QUEUE: 'none', TestStorage: 'UseDevelopmentStorage=true', TICK_SCHEDULE: '0 0 0 1 1 *' };

describe('HTTP triggers', () => {
  let runtime: Runtime;
  const get = (path: string, init?: RequestInit) => fetch(`${runtime.httpUrl}${path}`, init);
  beforeAll(async () => {
    useHandlers({});
    runtime = await startRuntime({ appDir: fixture('app'), env, timers: 'manual', onLog: () => undefined });
  });
  afterAll(() => runtime.stop());

  it('get method, route parameters, query, headers and body, and send back status, headers and body', async () => {
    useHandlers({
      greet: async (request: HttpRequest) => ({
        status: 201,
        headers: { 'x-answer': 'yes' },
        jsonBody: {
          method: request.method,
          path: new URL(request.url).pathname,
          params: request.params,
          query: Object.fromEntries(request.query),
          header: request.headers.get('x-ask'),
          body: await request.text(),
        },
      }),
    });
    const path = '/api/greet/J%C3%BCrgen/glad?a=1&b=2&a=3';
    const response = await get(path, { method: 'POST', headers: { 'x-ask': 'hello' }, body: 'a "body"' });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-answer')).toBe('yes');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      method: 'POST',
      path: '/api/greet/J%C3%BCrgen/glad',
      params: { name: 'Jürgen', mood: 'glad' },
      query: { a: '1,3', b: '2' },
      header: 'hello',
      body: 'a "body"',
    });
  });

  it('are chosen by the more definite route, whatever the case', async () => {
    useHandlers({
      greet: (request: HttpRequest) => ({ body: `hello ${request.params.name}` }),
      'greet-everybody': () => ({ body: 'hello all' }),
      files: (request: HttpRequest) => ({ body: request.params.path }),
      plain: () => ({ body: 'plain' }),
    });
    expect(await (await get('/api/Greet/Everybody')).text()).toBe('hello all');
    expect(await (await get('/api/greet/everyone')).text()).toBe('hello everyone');
    expect(await (await get('/api/greet/everybody', { method: 'POST' })).text()).toBe('hello everybody');
    expect(await (await get('/api/files/a/b%20c.txt')).text()).toBe('a/b c.txt');
    expect(await (await get('/api/plain')).text()).toBe('plain');
  });

  it.each([
    ['GET', '/'],
    ['GET', '/plain'],
    ['GET', '/api/greet'],
    ['GET', '/api/greet/a/b/c'],
    ['DELETE', '/api/greet/a'],
    ['POST', '/admin/functions/nothing'],
  ])('answer %s %s with 404', async (method, path) => {
    expect((await get(path, { method })).status).toBe(404);
  });

  it('answer 204 to a handler without an answer and 500, without its message, to one that throws', async () => {
    useHandlers({
      greet: () => undefined,
      plain: () => {
        throw new Error('a secret');
      },
    });
    expect((await get('/api/greet/x')).status).toBe(204);
    const failed = await get('/api/plain');
    expect([failed.status, await failed.text()]).toEqual([500, '']);
  });

  it('have the admin endpoint beside them, which starts a function and answers at once', async () => {
    const end = gate();
    let ended = false;
    useHandlers({
      tick: async () => {
        await end.passed;
        ended = true;
      },
    });
    const response = await get('/admin/functions/tick', { method: 'POST', body: '{"input":""}' });
    expect([response.status, ended]).toEqual([202, false]);
    end.open();
    await eventually(() => ended);
  });
});

it('a request under way is answered before the runtime stops', async () => {
  const end = gate();
  let asked = false;
  useHandlers({
    plain: async () => {
      asked = true;
      await end.passed;
      return { body: 'in time' };
    },
  });
  const runtime = await startRuntime({ appDir: fixture('app'), env, timers: 'manual', onLog: () => undefined });
  const answer = fetch(`${runtime.httpUrl}/api/plain`).then((response) => response.text());
  await eventually(() => asked);
  const stopped = runtime.stop();
  end.open();
  expect(await answer).toBe('in time');
  await stopped;
  await expect(fetch(`${runtime.httpUrl}/api/plain`)).rejects.toThrow();
});
