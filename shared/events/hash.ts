import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hex of the bytes, or of the UTF-8 bytes of the text. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
