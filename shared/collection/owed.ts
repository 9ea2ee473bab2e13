import { later, type Ticks, ticksPerMs } from '../instant';
import type { Window } from '../sources/source';
import { type PageFacts, type Progress, type Range, type Tuning, updatesOf, within } from './progress';
import { partsAt, secondReadingAt, withRanges, withSecondReading } from './ranges';
import { aroundFullMs, firstPass, nextPass, splitByCreation } from './same-instant';
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
  // A step that found little grows, so that empty years cost a few calls.
  const rest = remainder(read, finished && page.records.length < 25 ? 4n : 1n);
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

/** What of a range lies before the piece that was read, with a step so many times as large. */
export function remainder({ range, window }: OwedRead, growth: bigint): Range[] {
  if (range.step === undefined || window.from === range.from) return [];
  return [{ ...range, to: window.from, step: range.step * growth }];
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
  const piece = { ...kept, from, to, ...(range.created && { created: range.created }) };
  if (to - from <= ticksPerMs) return splitByCreation(piece, page);
  const around = coarse ? [] : aroundFullMs(piece, page);
  if (around.length > 0) return around;
  const point = splitPoint(updatesOf(page), from, to);
  if (point === undefined) return splitByCreation(piece, page);
  return partsAt(piece, point).map((part) =>
    isOneSecond(part.from, part.to) ? { ...part, expected: within(part, page) } : part,
  );
}
