import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { maxSeen, SeenVersions } from '../../shared/collection/seen';

const idOf = (number: number) => createHash('sha256').update(String(number)).digest('hex');
const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => idOf(from + index));

describe('the memory of versions sent', () => {
  it('knows what was sent and nothing else', () => {
    const seen = new SeenVersions().with(ids(0, 500));
    expect(ids(0, 500).every((id) => seen.has(id))).toBe(true);
    expect(ids(500, 500).some((id) => seen.has(id))).toBe(false);
  });

  it('holds 61,440 versions in eight properties of 60 KiB; then the oldest are forgotten', () => {
    const full = new SeenVersions().with(ids(0, maxSeen));
    expect(maxSeen).toBe(61_440);
    expect(full.toChunks().map(({ byteLength }) => byteLength)).toEqual(Array(8).fill(61_440));
    const beyond = full.with(ids(maxSeen, 10));
    expect(beyond.size).toBe(maxSeen);
    expect(ids(0, 10).some((id) => beyond.has(id))).toBe(false);
    expect(beyond.has(idOf(10))).toBe(true);
    expect(beyond.has(idOf(maxSeen + 9))).toBe(true);
  });

  it('comes back from its properties as it was, in order', () => {
    for (const count of [0, 1, 7_680, 7_681]) {
      const seen = new SeenVersions().with(ids(0, count));
      const back = SeenVersions.fromChunks(seen.toChunks());
      expect(back).toEqual(seen);
      expect(back.toChunks()).toEqual(seen.toChunks());
    }
  });

  it('is pruned to what is still asked for, and the thousand newest', () => {
    const pruned = new SeenVersions().with(ids(0, 3_000)).prunedTo([idOf(5), idOf(2_999), idOf(9_999)]);
    expect(pruned.size).toBe(1_001);
    expect([5, 6, 1_999, 2_000, 2_999, 9_999].map((number) => pruned.has(idOf(number)))).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });
});
