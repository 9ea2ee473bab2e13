import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

export type Service = 'blob' | 'queue' | 'table' | 'api' | 'siem';

/** One request of the app, read whole. */
export interface Asked {
  readonly service: Service;
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Is shown every request twice; `false` cuts the connection at that moment. */
export interface Watcher {
  /** Nobody behind the tap has seen it yet. */
  before(asked: Asked): boolean;
  /** What is answered in the service's place, which then never sees the request; undefined for most. */
  instead(asked: Asked): Answered | undefined;
  /** It was carried out; the app doesn't know yet. */
  after(asked: Asked, answered: Answered): boolean;
}

export interface Tap {
  /** Origin, without a trailing slash. */
  readonly url: string;
  /** Requests that were taken and not answered yet. */
  readonly busy: number;
  close(): Promise<void>;
}

/**
 * A plain HTTP server between the app and one service. What it passes on it doesn't change: Azurite's shared keys sign path and headers,
 * and with path-style URLs neither the host nor the port. A request that was read whole is carried out even if the app
 * dies meanwhile, as a network would.
 */
export async function startTap(service: Service, upstream: string, watcher: Watcher): Promise<Tap> {
  let busy = 0;
  const server = createServer((request, response) => {
    busy += 1;
    void pass(service, upstream, watcher, request, response).finally(() => {
      busy -= 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get busy() {
      return busy;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(
  service: Service,
  upstream: string,
  watcher: Watcher,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on('error', () => undefined);
  const body = await wholeBody(request);
  if (!body) return;
  const { method = 'GET', url = '/' } = request;
  const { pathname, searchParams } = new URL(url, upstream);
  const path = decodeURIComponent(pathname);
  const asked: Asked = { service, method, path, query: searchParams, body: body.toString() };
  if (!watcher.before(asked)) return void request.socket.destroy();
  const substitute = watcher.instead(asked);
  const answer = substitute ? withBytes(substitute) : await forward(upstream, request, body);
  const answered = { status: answer.status, headers: answer.headers, body: answer.body.toString() };
  if (!watcher.after(asked, answered)) return void request.socket.destroy();
  if (response.destroyed) return;
  response.sendDate = false;
  response.writeHead(answer.status, answer.rawHeaders);
  response.end(answer.body);
}

/** Undefined if the app was gone before it had sent everything. */
async function wholeBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

interface Forwarded {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: string[];
  readonly body: Buffer;
}

function withBytes({ status, body }: Answered): Forwarded {
  return { status, headers: {}, rawHeaders: [], body: Buffer.from(body) };
}

/** Headers of one connection, which say nothing about the next. */
const ofTheConnection = new Set(['connection', 'keep-alive', 'transfer-encoding']);

async function forward(upstream: string, original: IncomingMessage, body: Buffer): Promise<Forwarded> {
  const send = upstream.startsWith('https:') ? httpsRequest : httpRequest;
  const { method, rawHeaders } = original;
  // A connection of its own for each: one kept open could be closed by the other side just when it is needed.
  const outgoing = send(new URL(original.url ?? '/', upstream), { method, headers: lasting(rawHeaders), agent: false });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const answer = await wholeBody(incoming);
  if (!answer) throw new Error(`The service behind the tap broke off its answer to ${method} ${original.url}.`);
  const headers = lasting(incoming.rawHeaders);
  const { statusCode: status = 0 } = incoming;
  return { status, headers: incoming.headers, rawHeaders: headers, body: answer };
}

function lasting(raw: readonly string[]): string[] {
  return raw.filter((_, index) => !ofTheConnection.has(raw[index - (index % 2)]?.toLowerCase() ?? ''));
}
