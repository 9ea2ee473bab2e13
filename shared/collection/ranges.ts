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
  const fresh = new Set(added);
  let all = [...owed, ...added].filter((range) => range.from < range.to).sort(byTime);
  while (all.length > maxRanges) all = withClosestMerged(all, fresh);
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
    !range.tooLarge &&
    range.from <= added.to &&
    range.to >= added.from;
  const joined = owed.filter(touches).reduce(union, added);
  return withRanges(
    owed.filter((range) => !touches(range)),
    [joined],
  );
}

/** Both sides of a point within a range; a second reading stays one. */
export function partsAt({ from, to, againAt }: Range, point: Ticks): [Range, Range] {
  const kept = { ...(againAt !== undefined && { againAt }) };
  return [
    { ...kept, from, to: point },
    { ...kept, from: point, to },
  ];
}

function byTime(a: Range, b: Range): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (a.to !== b.to) return a.to < b.to ? -1 : 1;
  return 0;
}

/** Covers both, which are of one kind; the later date wins. */
function union(a: Range, b: Range): Range {
  const both = { from: earlier(a.from, b.from), to: later(a.to, b.to) };
  if (a.againAt === undefined || b.againAt === undefined) return both;
  return { ...both, againAt: later(a.againAt, b.againAt), ...(a.tooLarge && b.tooLarge && { tooLarge: true }) };
}

const kinds = ['first reading', 'second reading', 'too large'] as const;
type Kind = (typeof kinds)[number];

function kindOf({ againAt, tooLarge }: Range): Kind {
  if (againAt === undefined) return 'first reading';
  return tooLarge ? 'too large' : 'second reading';
}

interface Pair {
  readonly a: Range;
  readonly b: Range;
  /** How much of what was found out by reading is forgotten when they are merged. */
  readonly undone: number;
  readonly gap: Ticks;
}

/**
 * Merges two neighbours of one kind: a second reading that became part of a first would have to be read twice more, and
 * one that became part of what is tried again tomorrow would be late. What was just split off stays apart if possible,
 * and what is half told apart: else the same page would be read and split again for ever.
 */
function withClosestMerged(sorted: readonly Range[], fresh: ReadonlySet<Range>): Range[] {
  const ofKind = (kind: Kind) => sorted.filter((range) => kindOf(range) === kind);
  const pairs = kinds.flatMap((kind) => pairsOf(ofKind(kind), fresh));
  const { a, b } = pairs.reduce((best, pair) => (isCheaper(pair, best) ? pair : best));
  return [...sorted.filter((range) => range !== a && range !== b), union(a, b)].sort(byTime);
}

function pairsOf(neighbours: readonly Range[], fresh: ReadonlySet<Range>): Pair[] {
  const isWork = (range: Range) => fresh.has(range) || range.created || range.pass || range.step !== undefined;
  return neighbours.slice(1).map((b, index) => {
    const a = neighbours[index] as Range;
    return { a, b, undone: [a, b].filter(isWork).length, gap: later(b.from - a.to, 0n) };
  });
}

function isCheaper(pair: Pair, than: Pair): boolean {
  return pair.undone < than.undone || (pair.undone === than.undone && pair.gap < than.gap);
}
