import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../shared/collection/progress';
import { maxRanges, secondReadingAt, withRanges, withSecondReading } from '../../shared/collection/ranges';
import { splitPoint } from '../../shared/collection/split';

const tick = fc.bigInt({ min: 0n, max: 2_000n });
const rangeFrom = (from: fc.Arbitrary<bigint>): fc.Arbitrary<Range> =>
  fc
    .record(
      {
        from,
        length: fc.bigInt({ min: 0n, max: 60n }),
        againAt: fc.constantFrom(3_000n, 3_100n),
        created: fc.record({ from: tick, to: tick }),
        pass: fc.constant({ skip: 100, broughtUnseen: true }),
        step: fc.constant(10n),
      },
      { requiredKeys: ['from', 'length'] },
    )
    .map(({ length, ...rest }) => ({ ...rest, to: rest.from + length }));
const range = rangeFrom(tick);

/** More than there is room for. */
const manyRanges = fc.array(range, { minLength: maxRanges, maxLength: 3 * maxRanges, size: 'max' });

/** A counterexample is not made smaller: with so many ranges that would take minutes. */
const aFewLargeOnes = { numRuns: 60, endOnFailure: true };

/** Whether `owed` promises to read all that `asked` asks for, and no later. */
function isCovered(owed: readonly Range[], asked: Range): boolean {
  const covering = owed.filter(
    (each) =>
      each.from <= asked.from &&
      each.to >= asked.to &&
      (each.againAt === undefined || (asked.againAt !== undefined && each.againAt >= asked.againAt)) &&
      (each.created === undefined || JSON.stringify(each.created, text) === JSON.stringify(asked.created, text)),
  );
  return covering.length > 0;
}
const text = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);

describe('ranges that are owed', () => {
  it('are 64 at most, and not one of them is forgotten, whatever is added to them', () => {
    fc.assert(
      fc.property(manyRanges, fc.integer({ min: 1, max: 40 }), (added, atOnce) => {
        let owed: Range[] = [];
        for (let at = 0; at < added.length; at += atOnce) {
          const before = owed;
          const more = added.slice(at, at + atOnce);
          owed = withRanges(before, more);
          expect(owed.length).toBeLessThanOrEqual(maxRanges);
          for (const each of [...before, ...more].filter(({ from, to }) => from < to))
            expect(isCovered(owed, each)).toBe(true);
        }
      }),
      aFewLargeOnes,
    );
  });

  it('never shrink, however many are added one after the other', () => {
    fc.assert(
      fc.property(manyRanges, (added) => {
        const owed = added.reduce<Range[]>((before, each) => withRanges(before, [each]), []);
        const covered = (ranges: readonly Range[]) => {
          const ticks = new Set<bigint>();
          for (const { from, to } of ranges) for (let at = from; at < to; at += 1n) ticks.add(at);
          return ticks;
        };
        const after = covered(owed);
        for (const at of covered(added)) expect(after.has(at)).toBe(true);
      }),
      aFewLargeOnes,
    );
  });

  it('are merged with their own kind only: no second reading becomes a first one, which would be read twice more', () => {
    const apart = Array.from({ length: maxRanges + 1 }, (_, index) => {
      const from = BigInt(index) * 1_000n;
      return { from, to: from + 10n, ...(index % 2 === 1 && { againAt: 9_000n }) };
    });
    const owed = withRanges([], apart);
    expect(owed).toHaveLength(maxRanges);
    for (const each of apart) expect(isCovered(owed, each)).toBe(true);
    const seconds = (ranges: readonly Range[]) => ranges.filter(({ againAt }) => againAt !== undefined).length;
    expect(seconds(owed) + 1).toBeGreaterThanOrEqual(seconds(apart));
    expect(owed.filter(({ againAt }) => againAt === undefined).length).toBeLessThanOrEqual(maxRanges / 2 + 1);
  });

  it('stay as they are while there is room', () => {
    const parts = [
      { from: 5n, to: 7n },
      { from: 1n, to: 5n, againAt: 9n },
      { from: 7n, to: 7n },
    ];
    expect(withRanges([], parts)).toEqual([parts[1], parts[0]]);
  });
});

describe('a second reading', () => {
  it('is covered, joined with what it touches of the same date, and puts no other date off', () => {
    const close = rangeFrom(fc.bigInt({ min: 0n, max: 100n }));
    const again = close.map((each) => ({ from: each.from, to: each.to + 1n, againAt: each.againAt ?? 3_000n }));
    fc.assert(
      fc.property(fc.array(close, { maxLength: 20 }), again, (others, added) => {
        const owed = withSecondReading(withRanges([], others), added);
        expect(isCovered(owed, added)).toBe(true);
        for (const each of others.filter(({ from, to }) => from < to)) {
          expect(isCovered(owed, each)).toBe(true);
          const readAt = owed
            .filter(({ from, to }) => from <= each.from && to >= each.to)
            .map(({ againAt }) => againAt);
          expect(readAt).toContain(each.againAt);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('comes no earlier than the overlap after the first, and at most a quarter later', () => {
    fc.assert(
      fc.property(tick, fc.bigInt({ min: 0n, max: 10_000n }), (readAt, overlap) => {
        const at = secondReadingAt(readAt, overlap);
        expect(at >= readAt + overlap).toBe(true);
        expect(at <= readAt + overlap + (overlap / 4n || 1n)).toBe(true);
      }),
    );
  });
});

describe('the point that splits a full page', () => {
  const ms = 10_000n;
  const second = 1_000n * ms;

  it('lies strictly inside its range, on a whole second where that parts its records, else on a whole millisecond', () => {
    const instants = fc.array(fc.bigInt({ min: 0n, max: 3n * second }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(
        instants,
        fc.bigInt({ min: 0n, max: 3n * second }),
        fc.bigInt({ min: 1n, max: 3n * second }),
        (times, from, length) => {
          const to = from + length;
          const point = splitPoint(times, from, to);
          const boundaries = (grain: bigint) =>
            times
              .filter((at) => at < to)
              .flatMap((at) => [at - (at % grain), at - (at % grain) + grain])
              .filter((at) => at > from && at < to);
          const candidates = boundaries(second).length > 0 ? boundaries(second) : boundaries(ms);
          expect(point === undefined).toBe(candidates.length === 0);
          if (point === undefined) return;
          expect(candidates).toContain(point);
          const older = (at: bigint) => times.filter((each) => each < at).length;
          const unevenness = (at: bigint) => Math.abs(older(to) - 2 * older(at));
          expect(unevenness(point)).toBe(Math.min(...candidates.map(unevenness)));
        },
      ),
    );
  });
});
