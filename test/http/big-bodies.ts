import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type Duplex, PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export const mebibyte = 1024 * 1024;

/**
 * What may lie between the two ends of a connection, counted as sent and read by nobody: the buffers of the kernel (at
 * most 4 MiB to send and 6 MiB received on Linux), of both streams and of TLS.
 */
export const onTheWay = 14 * mebibyte;

/** One small buffer, sent as often as needed: a body of any size costs the test nothing. */
const piece = Buffer.alloc(256 * 1024, 'x');

/** `bytes` letters in pieces; without an end by default. */
export function* letters(bytes = Number.POSITIVE_INFINITY): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece;
}

/** As `letters`, and then nothing more, but no end either. */
export async function* lettersThenSilence(response: ServerResponse, bytes: number): AsyncGenerator<Buffer> {
  yield* letters(bytes);
  await once(response, 'close');
}

/** As `letters`, and then the connection is cut. */
export function* lettersThenCut(bytes: number): Generator<Buffer> {
  yield* letters(bytes);
  throw new Error('The connection is cut here.');
}

/** One body on its way, as the server sees it. */
export class SentBody {
  /** What the client's connection took, packed if it was packed. */
  bytes = 0;
  /** Resolves once the connection of this answer is closed, or the answer was taken whole. */
  readonly closed: Promise<unknown>;

  constructor(response: ServerResponse) {
    this.closed = once(response, 'close');
  }
}

/** Sends the pieces as fast as the client takes them, until it goes away; `pack` is what they go through. */
export function sendPieces(
  response: ServerResponse,
  pieces: Iterable<Buffer | string> | AsyncIterable<Buffer | string>,
  pack: Duplex = new PassThrough(),
): SentBody {
  const sent = new SentBody(response);
  const count = async function* (packed: AsyncIterable<Buffer>) {
    for await (const chunk of packed) {
      sent.bytes += chunk.length;
      yield chunk;
    }
  };
  // That the client goes away in the middle is what most tests are about.
  pipeline(Readable.from(pieces), pack, count, response).catch(() => {});
  return sent;
}
