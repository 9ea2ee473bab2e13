import { earlier, later, type Ticks, ticksPerMs } from '../instant';
import type { Window } from '../sources/source';
import type { PageFacts, Progress, Range, Tuning } from './progress';
import { secondReadingAt, withRanges, withSecondReading } from './ranges';
import { isOneSecond, splitPoint, wholeSeconds } from './split';

/** A piece of an owed range that is read with one request. */
export interface OwedRead {
  readonly range: Range;
  /** Without an upper bound where the API refuses one. */
  readonly window: Window;
}

/**
 * The next owed piece, the newest first; without the API's clock only first readings. Undefined when nothing is due.
 */
export function nextOwed(progress: Progress, apiTime: Ticks | undefined): OwedRead | undefined {
  const isDue = ({ againAt }: Range) => againAt === undefined || (apiTime !== undefined && againAt <= apiTime);
  const due = progress.owed.filter(isDue);
  const range = due.reduce(newer, undefined);
  if (!range) return undefined;
  if (progress.openOnly) return { range, window: { from: range.from, skip: range.pass?.skip ?? 0 } };
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
  if (isRounded(read, page)) return inPasses(progress, others, read);
  const parts = partsOf(read, page, progress.coarse ?? false);
  const finished = parts.length === 0;
  const rest = remainder(read, page, finished);
  const owed = withRanges(others, [...rest, ...parts]);
  const again = finished && read.range.againAt === undefined && secondReading(read, page.apiTime, tuning);
  return { ...progress, owed: again ? withSecondReading(owed, again) : owed };
}

/**
 * Whether the API keeps fewer digits of a bound than it is given: fewer records came than were seen in this part before,
 * or a full page of nothing that was asked for. Some records may only have been updated since, and then the passes that
 * follow are a call or two too many; such an API would otherwise hide the rest for ever.
 */
function isRounded({ range, window: { from, to } }: OwedRead, page: PageFacts): boolean {
  if (range.pass || to === undefined) return false;
  const inside = within({ from, to }, page);
  return page.full ? inside === 0 : inside < (range.expected ?? 0);
}

/** The whole seconds around a range in passes; whatever else is owed inside of them is covered by that. */
function inPasses(progress: Progress, others: readonly Range[], { range }: OwedRead): Progress {
  const { from, to } = wholeSeconds(range);
  const kept = { ...(range.againAt !== undefined && { againAt: range.againAt }) };
  const outside = others.filter((other) => other.from < from || other.to > to || other.againAt !== range.againAt);
  return { ...progress, coarse: true, owed: withRanges(outside, [{ ...kept, from, to, pass: firstPass }]) };
}

/** What of the range lies before the piece. A step that found little grows, so that empty years cost a few calls. */
function remainder({ range, window }: OwedRead, page: PageFacts, finished: boolean): Range[] {
  if (range.step === undefined || window.from === range.from) return [];
  const sparse = finished && page.records.length < 25;
  return [{ ...range, to: window.from, step: sparse ? range.step * 4n : range.step }];
}

function secondReading(
  { range, window }: OwedRead,
  apiTime: Ticks | undefined,
  { overlap }: Tuning,
): Range | undefined {
  if (overlap === 0n || apiTime === undefined) return undefined;
  const { from, to = range.to } = window;
  return { from, to, againAt: secondReadingAt(apiTime, overlap) };
}

/** The parts of a piece that are still to be read; none when it is read completely. */
function partsOf({ range, window }: OwedRead, page: PageFacts, coarse: boolean): Range[] {
  const { from, to } = window;
  if (range.pass || to === undefined) return nextPass(range, page);
  if (!page.full) return [];
  const kept = { ...(range.againAt !== undefined && { againAt: range.againAt }) };
  if (coarse && isOneSecond(from, to)) return [{ ...kept, from, to, pass: firstPass }];
  const point = to - from > ticksPerMs ? splitPoint(updatesOf(page), from, to) : undefined;
  if (point === undefined) {
    return splitByCreation({ ...kept, from, to, ...(range.created && { created: range.created }) }, page);
  }
  const parts = [
    { ...kept, from, to: point },
    { ...kept, from: point, to },
  ];
  return parts.map((part) => (isOneSecond(part.from, part.to) ? { ...part, expected: within(part, page) } : part));
}

const firstPass = { skip: 0, broughtUnseen: false };

function within({ from, to }: { readonly from: Ticks; readonly to: Ticks }, page: PageFacts): number {
  return updatesOf(page).filter((updated) => updated >= from && updated < to).length;
}

function updatesOf({ records }: PageFacts): Ticks[] {
  return records.flatMap(({ updated }) => (updated === undefined ? [] : [updated]));
}

/** One millisecond holds more than a page: its records are told apart by creation, and where that is equal too, by offset. */
function splitByCreation(instant: Range, page: PageFacts): Range[] {
  const creations = page.records.flatMap(({ created }) => (created === undefined ? [] : [created]));
  const { from, to } = instant.created ?? {};
  const oldest = creations.reduce(earlier, creations[0] ?? 0n);
  const newest = creations.reduce(later, oldest);
  const isOneInstant = from !== undefined && to !== undefined && to - from <= ticksPerMs;
  // A record without a creation would match no filter on it, and so be lost.
  if (creations.length < page.records.length || isOneInstant) {
    return [
      { ...instant, pass: { skip: page.records.length, broughtUnseen: page.records.some(({ unseen }) => unseen) } },
    ];
  }
  const point = creationPoint(creations, from ?? oldest, to ?? newest + 1n, from);
  const older = creations.filter((created) => created < point).length;
  return [
    { ...instant, created: { ...instant.created, to: point }, expected: older },
    { ...instant, created: { ...instant.created, from: point }, expected: creations.length - older },
  ];
}

function creationPoint(creations: readonly Ticks[], from: Ticks, to: Ticks, bound: Ticks | undefined): Ticks {
  // Without a lower bound the first split isolates what was created in one millisecond.
  return splitPoint(creations, from, to) ?? (bound === undefined ? from : from + ticksPerMs);
}

/** Offsets shift while data moves, so passes are repeated until one brings nothing unseen. */
function nextPass(range: Range, page: PageFacts): Range[] {
  const before = range.pass ?? firstPass;
  const broughtUnseen = before.broughtUnseen || page.records.some(({ unseen }) => unseen);
  if (page.full) return [{ ...range, pass: { skip: before.skip + page.records.length, broughtUnseen } }];
  return broughtUnseen ? [{ ...range, pass: firstPass }] : [];
}
