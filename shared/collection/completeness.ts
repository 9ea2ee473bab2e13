import { earlier, lastInstant, type Ticks } from '../instant';
import { cursorOf, type Progress, type Range } from './progress';

/**
 * Everything last updated before it was read, at least once; undefined when nothing was read yet. A second reading looks
 * only for what became visible late, and what was too large to be read is told apart (see `passedOver`).
 */
export function collectedUpTo(progress: Progress): Ticks | undefined {
  const cursor = cursorOf(progress);
  if (cursor === undefined) return undefined;
  return firstReadings(progress.owed).reduce((least, { from }) => earlier(least, from), cursor);
}

/** What is still to be read for the first time, the newest first, as it is read. */
export function firstReadings(owed: readonly Range[]): readonly Range[] {
  return owed.filter(({ againAt }) => againAt === undefined).sort(newestFirst);
}

/** What was read completely and is read once more, the next due first. */
export function secondReadings(owed: readonly Range[]): readonly Range[] {
  const dueAt = ({ againAt = 0n }: Range) => againAt;
  return owed.filter(({ againAt }) => againAt !== undefined).sort((a, b) => (dueAt(a) < dueAt(b) ? -1 : 1));
}

/** Where a record was too large to be read: it is tried again once a day. */
export function passedOver(owed: readonly Range[]): readonly Range[] {
  return owed.filter(({ tooLarge }) => tooLarge);
}

export type RangeKind = 'second-reading' | 'future' | 'history' | 'same-instant' | 'backlog';

/** Of an API that takes only open requests every range is read in passes, so that passes mean nothing special. */
export function kindOf({ againAt, step, created, pass, to }: Range, openOnly: boolean): RangeKind {
  if (againAt !== undefined) return 'second-reading';
  if (to >= lastInstant) return 'future';
  if (step !== undefined) return 'history';
  return created || (pass && !openOnly) ? 'same-instant' : 'backlog';
}

function newestFirst(a: Range, b: Range): number {
  return a.to > b.to ? -1 : 1;
}
