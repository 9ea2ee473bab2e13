import { earlier, lastInstant, later, type Ticks, ticksPerMs, ticksPerSecond } from '../instant';
import type { Window } from '../sources/source';
import { cursorOf, type PageFacts, type Progress, type Range, type Tuning } from './progress';
import { secondReadingAt, withRanges, withSecondReading } from './ranges';
import { splitPoint } from './split';

/**
 * The live request: open towards the present. It starts at the first mark, so that what may still arrive late is read
 * again in the same page at no extra cost. A tenant never read starts `overlap` back by the app's clock, which decides
 * nothing more: the answer's own clock takes over.
 */
export function liveWindow(progress: Progress, appTime: Ticks, tuning: Tuning): Window {
  return { from: progress.marks[0] ?? appTime - later(tuning.overlap, ticksPerMinute) };
}

const ticksPerMinute = 60n * ticksPerSecond;

/** What is known after an answer to the live request `window`, which is the one `liveWindow` gave. */
export function afterLive(progress: Progress, window: Window, page: PageFacts, tuning: Tuning): Progress {
  const known = begun(progress, window, page.apiTime, tuning);
  return page.full ? afterFullPage(known, page, tuning) : afterCompletePage(known, page.apiTime, tuning);
}

/** What is known when not even one record of the live request could be read: all up to the API's time is owed. */
export function afterLiveTooLarge(progress: Progress, window: Window, apiTime: Ticks, tuning: Tuning): Progress {
  const known = begun(progress, window, apiTime, tuning);
  const [from = apiTime] = known.marks;
  return { ...known, marks: [apiTime], owed: withRanges(known.owed, [{ from, to: apiTime }]) };
}

function begun(progress: Progress, window: Window, apiTime: Ticks | undefined, tuning: Tuning): Progress {
  const cursor = cursorOf(progress);
  const isAnew = cursor === undefined || wentBack(cursor, apiTime, tuning);
  return isAnew ? startAnew(progress, window, apiTime, tuning) : progress;
}

/** By more than the live request covers; servers that are a few seconds apart are nothing unusual. */
function wentBack(cursor: Ticks, apiTime: Ticks | undefined, { overlap }: Tuning): boolean {
  return apiTime !== undefined && apiTime < cursor - later(overlap, ticksPerMinute);
}

/**
 * A new tenant's first answer: its history is owed, reckoned from the API's clock. The same after that clock went back
 * behind all that the request asked for: nobody knows since when it was wrong, so what was read by it proves nothing.
 */
function startAnew(known: Progress, { from }: Window, apiTime: Ticks | undefined, tuning: Tuning): Progress {
  const { lookback, firstStep, overlap } = tuning;
  const start = earlier(from, apiTime ?? from);
  const history: Range = { from: (apiTime ?? start + overlap) - later(lookback, overlap), to: start, step: firstStep };
  return { ...known, marks: [start], owed: withRanges(known.owed, [history]) };
}

/**
 * The cursor moves to the API's time, never beyond; back, if the API's clock went back a little. A mark falls away once
 * all that was first read before the next one has been read again `overlap` later.
 */
function afterCompletePage(progress: Progress, apiTime: Ticks | undefined, { overlap }: Tuning): Progress {
  if (apiTime === undefined) return progress;
  const older = progress.marks.filter((mark) => mark < apiTime);
  const [lastButOne, last] = older.slice(-2);
  // Marks closer than an eighth of the overlap are one: the row stays small, and a little more is read again.
  const tooClose = lastButOne !== undefined && last !== undefined && apiTime - lastButOne < overlap / 8n;
  const marks = [...(tooClose ? older.slice(0, -1) : older), apiTime];
  while (marks.length > 1 && (marks[1] as Ticks) <= apiTime - overlap) marks.shift();
  return { ...progress, marks };
}

/**
 * First the part that is only read again leaves the live request and is owed; if even what is new doesn't fit, it is
 * split: the newer part stays live, the older is owed.
 */
function afterFullPage(progress: Progress, page: PageFacts, { overlap }: Tuning): Progress {
  const { marks, owed } = progress;
  const cursor = cursorOf(progress) as Ticks;
  if (marks.length > 1) {
    const again: Range = { from: marks[0] as Ticks, to: cursor, againAt: secondReadingAt(cursor, overlap) };
    return { ...progress, marks: [cursor], owed: withSecondReading(owed, again) };
  }
  const point = livePoint(cursor, page);
  const split = [{ from: cursor, to: point }, ...unseenFuture(page)];
  return { ...progress, marks: [point], owed: withRanges(owed, split) };
}

/** More future dates than fit a page would hide one another until their day came: they are read for themselves, once. */
function unseenFuture({ records, apiTime }: PageFacts): Range[] {
  if (apiTime === undefined) return [];
  // The header's seconds are whole, so the second that is still running isn't the future.
  const future = apiTime + ticksPerSecond;
  const isNew = records.some(({ updated, unseen }) => unseen && updated !== undefined && updated >= future);
  return isNew ? [{ from: future, to: lastInstant }] : [];
}

/** Records dated in the future move nothing, so no split lies beyond the API's time. */
function livePoint(cursor: Ticks, { records, apiTime }: PageFacts): Ticks {
  const updates = records.flatMap(({ updated }) => (updated === undefined ? [] : [updated]));
  const next = cursor + ticksPerMs;
  const end = apiTime ?? updates.reduce(later, next);
  const point = splitPoint(updates, cursor, end + 1n);
  if (point !== undefined) return point;
  return updates.some((updated) => updated < next) ? next : later(end, next);
}
