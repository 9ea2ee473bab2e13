import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpsReceiver {
  /** `https://localhost:<port>` */
  readonly origin: string;
  readonly requests: ReceivedRequest[];
  /** How the next requests are answered; 202 without a body until it is set. */
  answer: (response: ServerResponse, request: ReceivedRequest) => void;
  stop(): Promise<void>;
}

/** A real server on loopback; HTTPS with the certificate that the test process trusts. */
export async function startReceiver(scheme: 'https' | 'http' = 'https'): Promise<HttpsReceiver> {
  const requests: ReceivedRequest[] = [];
  const server = scheme === 'http' ? createHttpServer() : createServer(tlsFiles());
  server.on('request', (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = { path: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      receiver.answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: HttpsReceiver = {
    origin: `${scheme}://localhost:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (response) => response.writeHead(202).end(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

function tlsFiles() {
  const read = (variable: string) => readFileSync(process.env[variable] ?? '');
  return { cert: read('TEST_TLS_CERT'), key: read('TEST_TLS_KEY') };
}
