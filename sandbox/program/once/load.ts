import { compact } from '../../data/raw-json';

/** What made the records hard to deliver whole. */
export interface Load {
  readonly records: number;
  readonly bytes: number;
  /** Longer than a queue message may be. */
  readonly over64KB: number;
  /** With a number that a JavaScript program would have changed on the way. */
  readonly inexactInJavaScript: number;
}

const largestMessage = 64 * 1024;

export function loadOf(records: readonly string[]): Load {
  const sizes = records.map((raw) => Buffer.byteLength(raw));
  return {
    records: records.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    over64KB: sizes.filter((size) => size > largestMessage).length,
    inexactInJavaScript: records.filter((raw) => JSON.stringify(JSON.parse(raw)) !== compact(raw)).length,
  };
}
