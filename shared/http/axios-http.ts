import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { RelayError } from '../errors';
import { acceptedEncodings, BodyTooLargeError, EncodingUnknownError, readBody } from './body';
import type { HttpRequest, HttpResponse, HttpSend } from './http';
import { PrivateAddressError, privateAddresses, publicLookup } from './private-addresses';

export interface AxiosHttpOptions {
  /** Connections at the same time to one host and port. */
  readonly maxSocketsPerHost?: number;
}

/**
 * The HTTP client of the whole app (contract: http.ts). Connections are kept alive for as long as the client lives.
 * Requests with and without access to private addresses never share a connection.
 */
export function axiosHttp(options: AxiosHttpOptions = {}): HttpSend {
  const isPrivate = privateAddresses();
  const maxSockets = options.maxSocketsPerHost ?? 64;
  const anywhere = createClient(maxSockets);
  const publicOnly = createClient(maxSockets, publicLookup(isPrivate));

  return async (request) => {
    if (!URL.canParse(request.url)) throw new RelayError('network_failed', 'A request was made to what is no URL.');
    const host = new URL(request.url).hostname.replace(/^\[|\]$/g, '');
    // For an address instead of a name no lookup is made.
    if (!request.allowPrivate && isIP(host) && isPrivate(host)) throw refusedAddress(request);
    const signal = AbortSignal.timeout(request.timeoutMs);
    try {
      return await exchange(request.allowPrivate ? anywhere : publicOnly, request, signal);
    } catch (error) {
      throw faultOf(error, request, signal);
    }
  };
}

function createClient(maxSockets: number, lookup?: LookupFunction): AxiosInstance {
  const agentOptions = { keepAlive: true, maxSockets, ...(lookup && { lookup }) };
  return axios.create({
    adapter: 'http',
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
    proxy: false,
    maxRedirects: 0,
    maxBodyLength: Number.POSITIVE_INFINITY,
    // The body is unpacked and counted in body.ts.
    decompress: false,
    responseType: 'stream',
    transformRequest: [(body) => body],
    transformResponse: [],
    validateStatus: () => true,
    headers: { 'accept-encoding': acceptedEncodings, 'user-agent': 'defender-relay' },
  });
}

async function exchange(client: AxiosInstance, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const response: AxiosResponse<Readable> = await client.request({
    method: request.method,
    url: request.url,
    headers: { ...request.headers },
    ...(request.body !== undefined && { data: request.body }),
    signal,
  });
  try {
    return await answerOf(response, request, signal);
  } catch (error) {
    // What isn't read to its end would keep its connection busy until the time limit.
    response.data.destroy();
    throw error;
  }
}

async function answerOf(
  response: AxiosResponse<Readable>,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const headers = plainHeaders(response.headers);
  const bodiless = request.method === 'HEAD' || response.status === 204 || response.status === 304;
  const encoding = bodiless ? undefined : headers['content-encoding'];
  if (!encoding && !bodiless && Number(headers['content-length']) > request.maxBytes) throw new BodyTooLargeError();
  const body = await readBody(response.data, encoding, request.maxBytes, signal, request.admit);
  return { status: response.status, headers, body };
}

function plainHeaders(headers: AxiosResponse['headers']): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && value !== null) plain[name.toLowerCase()] = [value].flat().join(', ');
  }
  return plain;
}

/** The host and port, which may stand in a message; a path or query may hold a key. */
function placeOf(request: HttpRequest): string {
  const { hostname, port, protocol } = new URL(request.url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

function refusedAddress(request: HttpRequest): RelayError {
  return new RelayError(
    'network_failed',
    `${placeOf(request)} is a private, loopback or link-local address, which is refused. If it's meant to be reached, set ALLOW_PRIVATE_DESTINATIONS to true.`,
  );
}

function faultOf(error: unknown, request: HttpRequest, signal: AbortSignal): RelayError {
  // An AxiosError carries the request's headers, and with them tokens: only what caused it is kept.
  const cause = isAxiosError(error) ? error.cause : error;
  if (cause instanceof BodyTooLargeError) {
    return new RelayError(
      'response_too_large',
      `The answer of ${placeOf(request)} is longer than what is read of it (at most ${request.maxBytes} bytes, less while others are large).`,
    );
  }
  if (cause instanceof PrivateAddressError) return refusedAddress(request);
  const place = placeOf(request);
  if (signal.aborted) {
    return new RelayError('network_failed', `${place} didn't finish its answer within ${request.timeoutMs} ms.`);
  }
  if (cause instanceof EncodingUnknownError) {
    return new RelayError('network_failed', `The answer of ${place} is packed in a way that wasn't asked for.`);
  }
  const code = errorCode(cause) ?? errorCode(error) ?? 'no further reason';
  const message = `No complete answer came from ${place} (${code}). Check its name, port and certificate, and that it can be reached from here.`;
  return new RelayError('network_failed', message, { cause });
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
