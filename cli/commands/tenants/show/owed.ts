import type { Range } from '../../../../shared/collection/progress';
import { formatInstant, lastInstant, msOfTicks } from '../../../../shared/instant';
import { counted, instant, length, period, utc } from '../../../instants';
import type { Json } from '../../../json';

/** Lines of a list at most; `--json` has all. */
const shown = 6;

/** What is still to be read for the first time, the newest first, as it is read. */
export function firstReadings(owed: readonly Range[]): readonly Range[] {
  return owed.filter(({ againAt }) => againAt === undefined).sort(newestFirst);
}

/** What was read completely and is read once more, the next due first. */
export function secondReadings(owed: readonly Range[]): readonly Range[] {
  const dueAt = ({ againAt = 0n }: Range) => againAt;
  return owed.filter(({ againAt }) => againAt !== undefined).sort((a, b) => (dueAt(a) < dueAt(b) ? -1 : 1));
}

/** Lines for a person. */
export function describeFirstReadings(owed: readonly Range[]): readonly string[] {
  const ranges = firstReadings(owed);
  if (ranges.length === 0) return ['nothing'];
  return shortened(ranges.map(describeRange));
}

export function describeSecondReadings(owed: readonly Range[], now: number): readonly string[] {
  const lines = secondReadings(owed).map(({ from, to, againAt = 0n }) => {
    const due = msOfTicks(againAt);
    const when = due > now ? `at ${instant(due, now)}` : 'with the next runs';
    return `${when}: ${period(msOfTicks(from), msOfTicks(to))}`;
  });
  return shortened(lines);
}

function describeRange(range: Range): string {
  const [from, to] = [msOfTicks(range.from), msOfTicks(range.to)];
  if (range.to >= lastInstant) return `what is dated in the future, after ${utc(from)}`;
  if (range.step !== undefined) return `history: ${period(from, to)}`;
  if (range.created) return `many changes at ${utc(from)}, told apart by when each record was created`;
  if (range.pass) return `many changes within ${length(Math.max(1_000, to - from))} of ${utc(from)}, read page by page`;
  return `backlog: ${period(from, to)}`;
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= shown + 1) return lines;
  return [...lines.slice(0, shown), `and ${counted(lines.length - shown, 'more range')} (--json lists all)`];
}

/** Every range with all its digits, first readings before second ones. */
export function jsonOfOwed(owed: readonly Range[]): Json {
  return [...firstReadings(owed), ...secondReadings(owed)].map((range) => ({
    kind: kindOf(range),
    from: formatInstant(range.from),
    to: formatInstant(range.to),
    dueAt: range.againAt === undefined ? undefined : formatInstant(range.againAt),
  }));
}

function kindOf({ againAt, step, created, pass, to }: Range): string {
  if (againAt !== undefined) return 'second-reading';
  if (to >= lastInstant) return 'future';
  if (step !== undefined) return 'history';
  return created || pass ? 'same-instant' : 'backlog';
}

function newestFirst(a: Range, b: Range): number {
  return a.to > b.to ? -1 : 1;
}
