import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RpcHttpData, RpcTypedData } from './core-contract';
import { compareRoutes, matchRoute, type Route } from './http-route';
import { StartError } from './start-error';

export interface HttpFunction {
  readonly name: string;
  readonly route: Route;
  /** Rejects when the invocation failed: the caller then gets a 500 without a body. */
  run(request: RpcHttpData): Promise<RpcHttpData | undefined>;
}

export interface HttpHost {
  /** Without a trailing slash. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the HTTP triggers on 127.0.0.1, and `POST /admin/functions/<name>` with `{"input": "<text>"}`, which starts
 * any function by hand and answers 202 at once, as the host does.
 *
 * @param port 0 takes a free one
 * @param startByHand false when there is no such function
 * @throws StartError when the port can't be had
 */
export async function startHttp(
  port: number,
  functions: readonly HttpFunction[],
  startByHand: (name: string, input: string) => boolean,
): Promise<HttpHost> {
  const ordered = [...functions].sort((one, other) => compareRoutes(one.route, other.route));
  const server = createServer((request, response) => {
    answer(request, response).catch(() => (response.headersSent ? response.destroy() : end(response, 500)));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    const body = await readBody(request);
    const byHand = /^\/admin\/functions\/([^/]+)$/.exec(url.pathname)?.[1];
    if (byHand !== undefined && request.method === 'POST') {
      return end(response, startByHand(decodeURIComponent(byHand), adminInput(body)) ? 202 : 404);
    }
    for (const { route, run } of ordered) {
      const params = matchRoute(route, request.method ?? 'GET', url.pathname);
      if (params) return send(response, await run(toRpcRequest(request, url, params, body)));
    }
    end(response, 404);
  };
  await listen(server, port);
  return { url: `http://127.0.0.1:${portOf(server)}`, stop: () => stop(server) };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const cause = error instanceof Error ? error : undefined;
    throw new StartError(`The port ${port} of 127.0.0.1 is not free: choose another HTTP port.`, cause);
  }
}

function toRpcRequest(request: IncomingMessage, url: URL, params: Record<string, string>, body: Buffer): RpcHttpData {
  const headers = Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]);
  const query = [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]);
  return {
    method: request.method ?? 'GET',
    url: url.href,
    headers: Object.fromEntries(headers),
    query: Object.fromEntries(query),
    params,
    ...(body.length > 0 && { body: { bytes: body } }),
  };
}

function send(response: ServerResponse, result: RpcHttpData | undefined): void {
  if (!result) {
    end(response, 204);
    return;
  }
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, value);
  end(response, Number(result.statusCode ?? 200), bodyOf(result.body));
}

function end(response: ServerResponse, status: number, body?: Uint8Array | string): void {
  response.statusCode = status;
  response.end(body);
}

const bodyOf = (body: RpcTypedData | null | undefined) => body?.bytes ?? body?.string ?? body?.json;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function adminInput(body: Buffer): string {
  try {
    return String(JSON.parse(body.toString()).input ?? '');
  } catch {
    return '';
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection whose answer goes out only now would stay open for its next request.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  await closed;
  clearInterval(sweep);
}
