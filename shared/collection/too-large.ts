import type { Clock } from '../clock';
import { day } from '../duration';
import { formatInstant, later, type Ticks, ticksOfMs, ticksPerMs } from '../instant';
import type { Log } from '../telemetry/log';
import type { HeldCheckpoint } from './held-checkpoint';
import { maxPageBytes } from './page-memory';
import { smallerPage } from './page-size';
import type { Progress } from './progress';
import { afterOwedCalls } from './quota';
import { withRanges } from './ranges';
import type { Read } from './steps';
import { placeOf, type Target } from './target';

const ticksPerDay = ticksOfMs(day);

/**
 * What is known when not even one record of a request could be read, because it is too large: the range is halved, until
 * the record that stands in the way is alone in a millisecond. That one is asked for again a day later; all else goes on.
 */
export function afterTooLarge(progress: Progress, read: Read, now: Ticks): Progress {
  if (read.lane === 'live') {
    const { from } = read.window;
    const point = middle(from, later(now, from + 2n * ticksPerMs));
    return { ...progress, marks: [point], owed: withRanges(progress.owed, [{ from, to: point }]) };
  }
  const { range } = read;
  const others = progress.owed.filter((each) => each !== range);
  if (isAlone(read)) {
    const { from, to } = range;
    return { ...progress, owed: withRanges(others, [{ from, to, againAt: now + ticksPerDay }]) };
  }
  const point = middle(range.from, range.to);
  const { from, to, againAt } = range;
  const kept = { ...(againAt !== undefined && { againAt }) };
  return {
    ...progress,
    owed: withRanges(others, [
      { ...kept, from, to: point },
      { ...kept, from: point, to },
    ]),
  };
}

/** Whether halving can't get any further. */
function isAlone(read: Read): boolean {
  return read.lane === 'owed' && read.range.to - read.range.from <= ticksPerMs;
}

/** After an answer that was too large to be read: fewer records the next time, and at last smaller ranges. */
export async function askForLess(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  target: Target,
  held: HeldCheckpoint,
  read: Read,
  top: number,
): Promise<void> {
  const now = clock.now();
  const { value } = held;
  const pageSize = smallerPage(top);
  const owedCalls = read.lane === 'owed' ? afterOwedCalls(value.owedCalls, 1, now) : value.owedCalls;
  if (pageSize !== undefined) return held.save({ ...value, owedCalls, pageSize }, now);
  if (isAlone(read)) {
    const from = formatInstant(read.window.from);
    const reason = `one record last updated at about ${from} is larger than ${maxPageBytes} bytes; it is asked for again tomorrow`;
    log('error', 'record.too-large', { ...placeOf(target), from, reason });
  }
  return held.save({ ...value, owedCalls, progress: afterTooLarge(value.progress, read, ticksOfMs(now)) }, now);
}

function middle(from: Ticks, to: Ticks): Ticks {
  const point = from + (to - from) / 2n;
  const aligned = point - (point % ticksPerMs);
  return aligned > from ? aligned : point;
}
