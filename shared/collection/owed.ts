import { earlier, later, type Ticks } from '../instant';
import type { Window } from '../sources/source';
import type { PageFacts, Progress, Range, Tuning } from './progress';
import { secondReadingAt, withRanges, withSecondReading } from './ranges';
import { splitPoint } from './split';

/** A piece of an owed range that is read with one request. */
export interface OwedRead {
  readonly range: Range;
  readonly window: Window & { readonly to: Ticks };
}

/**
 * The next owed piece, the newest first; without the API's clock only first readings. Undefined when nothing is due.
 */
export function nextOwed(progress: Progress, apiTime: Ticks | undefined): OwedRead | undefined {
  const isDue = ({ againAt }: Range) => againAt === undefined || (apiTime !== undefined && againAt <= apiTime);
  const due = progress.owed.filter(isDue);
  const range =
    due.filter(({ againAt }) => againAt === undefined).reduce(newer, undefined) ?? due.reduce(newer, undefined);
  if (!range) return undefined;
  const { from, to, step, created, pass } = range;
  const start = step === undefined ? from : later(from, to - step);
  return { range, window: { from: start, to, ...(created && { created }), ...(pass && { skip: pass.skip }) } };
}

function newer(best: Range | undefined, range: Range): Range {
  return best && best.to >= range.to ? best : range;
}

/** What is known after the answer to an owed piece. */
export function afterOwed(progress: Progress, read: OwedRead, page: PageFacts, tuning: Tuning): Progress {
  const others = progress.owed.filter((range) => range !== read.range);
  const parts = page.full || read.range.pass ? partsOf(read, page) : [];
  const finished = parts.length === 0;
  const rest = remainder(read, page, finished);
  const owed = withRanges(others, [...rest, ...parts]);
  const again = finished && read.range.againAt === undefined && secondReading(read, page.apiTime, tuning);
  return { ...progress, owed: again ? withSecondReading(owed, again) : owed };
}

/** What of the range lies before the piece. A step that found little grows, so that empty years cost a few calls. */
function remainder({ range, window }: OwedRead, page: PageFacts, finished: boolean): Range[] {
  if (range.step === undefined || window.from === range.from) return [];
  const sparse = finished && page.records.length < 25;
  return [{ ...range, to: window.from, step: sparse ? range.step * 4n : range.step }];
}

function secondReading({ window }: OwedRead, apiTime: Ticks | undefined, { overlap }: Tuning): Range | undefined {
  if (overlap === 0n || apiTime === undefined) return undefined;
  return { from: window.from, to: window.to, againAt: secondReadingAt(apiTime, overlap) };
}

/** The parts that a piece falls into when one page doesn't hold it; none when it is read completely. */
function partsOf(read: OwedRead, page: PageFacts): Range[] {
  const { range, window } = read;
  if (range.pass) return nextPass(range, page);
  const kept = { ...(range.againAt !== undefined && { againAt: range.againAt }) };
  const { from, to } = window;
  if (to - from > 1n) {
    const updates = page.records.flatMap(({ updated }) => (updated === undefined ? [] : [updated]));
    const point = splitPoint(updates, from, to) ?? from + 1n;
    return [
      { ...kept, from, to: point },
      { ...kept, from: point, to },
    ];
  }
  return splitByCreation({ ...kept, from, to, ...(range.created && { created: range.created }) }, page);
}

/** One tick holds more than a page: its records are told apart by creation, and where that is equal too, by offset. */
function splitByCreation(tick: Range, page: PageFacts): Range[] {
  const creations = page.records.flatMap(({ created }) => (created === undefined ? [] : [created]));
  const { from, to } = tick.created ?? {};
  const oldest = creations.reduce(earlier, creations[0] ?? 0n);
  const newest = creations.reduce(later, oldest);
  const isOneInstant = from !== undefined && to !== undefined && to - from <= 1n;
  // A record without a creation would match no filter on it, and so be lost.
  if (creations.length < page.records.length || isOneInstant) {
    return [{ ...tick, pass: { skip: page.records.length, broughtUnseen: page.records.some(({ unseen }) => unseen) } }];
  }
  const point = splitPoint(creations, from ?? oldest, to ?? newest + 1n) ?? (oldest === from ? oldest + 1n : oldest);
  return [
    { ...tick, created: { ...tick.created, to: point } },
    { ...tick, created: { ...tick.created, from: point } },
  ];
}

/** Offsets shift while data moves, so passes are repeated until one brings nothing unseen. */
function nextPass(range: Range, page: PageFacts): Range[] {
  const before = range.pass ?? { skip: 0, broughtUnseen: false };
  const broughtUnseen = before.broughtUnseen || page.records.some(({ unseen }) => unseen);
  if (page.full) return [{ ...range, pass: { skip: before.skip + page.records.length, broughtUnseen } }];
  return broughtUnseen ? [{ ...range, pass: { skip: 0, broughtUnseen: false } }] : [];
}
