/** The one way out to the network, as a port. Redirects are never followed: a token or signature goes nowhere else. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'HEAD' | 'OPTIONS';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first byte sent to the last byte read, in milliseconds. */
  readonly timeoutMs: number;
  /** The answer is read up to this many bytes (after decompression). */
  readonly maxBytes: number;
  /** False refuses loopback, private and link-local addresses, checked on the address really connected to. */
  readonly allowPrivate: boolean;
  /** Called with the bytes of each piece as it is read; false gives the answer up as `response_too_large`. */
  readonly admit?: (bytes: number) => boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Resolves with whatever the other side answered, also 4xx and 5xx.
 * Rejects with a RelayError: `network_failed` (no answer, refused address, cut off, timed out) or `response_too_large`.
 */
export type HttpSend = (request: HttpRequest) => Promise<HttpResponse>;
