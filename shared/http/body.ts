import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { BodyPieces } from './body-pieces';

/** What this client asks for and can read. */
export const acceptedEncodings = 'gzip, br';

export class BodyTooLargeError extends Error {}
export class EncodingUnknownError extends Error {}

/**
 * The whole body, decompressed, up to `maxBytes`. Counting happens behind the decompression, chunk by chunk, so a small
 * body that unpacks to gigabytes is given up after `maxBytes`, or when `admit` has no room for more. A compressed body that ends early is an error, which the
 * lenient flushing of many HTTP clients would pass off as complete.
 */
export async function readBody(
  source: Readable,
  encoding: string | undefined,
  maxBytes: number,
  signal: AbortSignal,
  admit: (bytes: number) => boolean = () => true,
): Promise<Buffer> {
  const pieces = new BodyPieces(maxBytes);
  let refused = false;
  const collect = async (body: AsyncIterable<Buffer>) => {
    for await (const chunk of body) {
      refused = pieces.size + chunk.length > maxBytes || !admit(chunk.length);
      if (refused) throw new BodyTooLargeError();
      pieces.add(chunk);
    }
  };
  const decoder = decoderFor(encoding);
  try {
    await (decoder ? pipeline(source, decoder, collect, { signal }) : pipeline(source, collect, { signal }));
  } catch (error) {
    // Leaving the loop early closes the decoder, and the pipeline may report that instead of why it was left.
    throw refused ? new BodyTooLargeError() : error;
  }
  return pieces.whole();
}

function decoderFor(encoding: string | undefined): Transform | undefined {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new EncodingUnknownError();
  }
}
