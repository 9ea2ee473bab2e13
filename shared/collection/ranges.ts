import { earlier, later, type Ticks } from '../instant';
import type { Range } from './progress';

/** A checkpoint row has room for these; beyond, neighbours are merged and read as one. */
export const maxRanges = 64;

/**
 * When a range read at `readAt` is read again. Rounded up to a quarter of the overlap, so that neighbours fall on the same
 * date and are read as one.
 */
export function secondReadingAt(readAt: Ticks, overlap: Ticks): Ticks {
  const grain = later(overlap / 4n, 1n);
  return ((readAt + overlap + grain - 1n) / grain) * grain;
}

/** Adds ranges to those owed: empty ones fall away, and beyond `maxRanges` neighbours are merged. */
export function withRanges(owed: readonly Range[], added: readonly Range[]): Range[] {
  const all = [...owed, ...added].filter((range) => range.from < range.to).sort(byTime);
  while (all.length > maxRanges) mergeClosest(all);
  return all;
}

/**
 * Adds a second reading; it joins those that touch it and have the same date. Other dates stay apart: joining them would
 * put off the earlier again and again. And only what is still to come joins, or the parts of a split would fall together.
 */
export function withSecondReading(owed: readonly Range[], added: Range): Range[] {
  const touches = (range: Range) =>
    range.againAt === added.againAt &&
    !range.created &&
    !range.pass &&
    range.from <= added.to &&
    range.to >= added.from;
  const joined = owed.filter(touches).reduce(union, added);
  return withRanges(
    owed.filter((range) => !touches(range)),
    [joined],
  );
}

function byTime(a: Range, b: Range): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (a.to !== b.to) return a.to < b.to ? -1 : 1;
  return 0;
}

/** Covers both; a first reading wins over a second, the later date over the earlier. */
function union(a: Range, b: Range): Range {
  const both = { from: earlier(a.from, b.from), to: later(a.to, b.to) };
  if (a.againAt === undefined || b.againAt === undefined) return both;
  return { ...both, againAt: later(a.againAt, b.againAt) };
}

function mergeClosest(sorted: Range[]): void {
  let closest = 0;
  let smallest: Ticks | undefined;
  for (let index = 0; index + 1 < sorted.length; index += 1) {
    const [a, b] = [sorted[index] as Range, sorted[index + 1] as Range];
    // Readings of one kind stay together as long as possible: a merged first reading is owed again as a whole.
    const kind = (a.againAt === undefined) === (b.againAt === undefined) ? 0n : a.to - a.from + b.to - b.from;
    const gap = later(b.from - a.to, 0n) + kind;
    if (smallest === undefined || gap < smallest) [closest, smallest] = [index, gap];
  }
  const [a, b] = sorted.splice(closest, 2) as [Range, Range];
  sorted.splice(closest, 0, union(a, b));
}
