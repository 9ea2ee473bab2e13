import { firstReadings, kindOf, secondReadings } from '../../../../shared/collection/completeness';
import type { Progress, Range } from '../../../../shared/collection/progress';
import { formatInstant, msOfTicks } from '../../../../shared/instant';
import { counted, instant, length, period, utc } from '../../../instants';
import type { Json } from '../../../json';

/** Lines of a list at most; `--json` has all. */
const shown = 6;

/** Lines for a person. */
export function describeFirstReadings({ owed, openOnly = false }: Progress): readonly string[] {
  const ranges = firstReadings(owed);
  if (ranges.length === 0) return ['nothing'];
  return shortened(ranges.map((range) => describeRange(range, openOnly)));
}

export function describeSecondReadings(owed: readonly Range[], now: number): readonly string[] {
  const lines = secondReadings(owed).map(({ from, to, againAt = 0n }) => {
    const due = msOfTicks(againAt);
    const when = due > now ? `at ${instant(due, now)}` : 'with the next runs';
    return `${when}: ${period(msOfTicks(from), msOfTicks(to))}`;
  });
  return shortened(lines);
}

function describeRange(range: Range, openOnly: boolean): string {
  const [from, to] = [msOfTicks(range.from), msOfTicks(range.to)];
  const kind = kindOf(range, openOnly);
  if (kind === 'future') return `what is dated in the future, after ${utc(from)}`;
  if (kind !== 'same-instant') return `${kind}: ${period(from, to)}${range.pass ? ', read page by page' : ''}`;
  if (range.created) return `many changes at ${utc(from)}, told apart by when each record was created`;
  return `many changes within ${length(Math.max(1_000, to - from))} of ${utc(from)}, read page by page`;
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= shown + 1) return lines;
  return [...lines.slice(0, shown), `and ${counted(lines.length - shown, 'more range')} (--json lists all)`];
}

/** Every range with all its digits, first readings before second ones. */
export function jsonOfOwed({ owed, openOnly = false }: Progress): Json {
  return [...firstReadings(owed), ...secondReadings(owed)].map((range) => ({
    kind: kindOf(range, openOnly),
    from: formatInstant(range.from),
    to: formatInstant(range.to),
    dueAt: range.againAt === undefined ? undefined : formatInstant(range.againAt),
  }));
}
