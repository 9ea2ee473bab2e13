import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../../tls';
import type { Answer } from './answer';
import type { Fault } from './script';

/** One call, read whole. */
export interface Call {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Listener {
  /** Origin without a trailing slash. */
  readonly url: string;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1; over TLS if there is a certificate. */
export async function listen(tls: Certificate | undefined, onRequest: RequestListener): Promise<Listener> {
  const server: Server = tls ? createHttpsServer({ ...tls }, onRequest) : createHttpServer(onRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Reads the call whole; undefined if the caller broke off. */
export async function readCall(request: IncomingMessage): Promise<Call | undefined> {
  const body = await bodyOf(request);
  if (body === undefined) return undefined;
  const url = new URL(request.url ?? '/', 'https://localhost');
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    body,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch (error) {
    if (request.complete) throw error;
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends the answer, or breaks off as the fault says. `nowMs` becomes the `Date` header. */
export function send(response: ServerResponse, answer: Answer, fault: Fault, nowMs: number): void {
  if (fault.drop) {
    response.destroy();
    return;
  }
  if (response.destroyed) return;
  const body = Buffer.from(answer.body);
  response.sendDate = false;
  response.writeHead(answer.status, {
    date: new Date(nowMs).toUTCString(),
    'content-length': String(body.length),
    ...answer.headers,
  });
  if (fault.truncate === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, fault.truncate), () => response.socket?.destroySoon());
}

/** Resolves after `ms`; at once for none. */
export async function delay(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
