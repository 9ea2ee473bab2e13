import type { Clock } from '../clock';
import { day } from '../duration';
import { formatInstant, lastInstant, type Ticks, ticksOfMs, ticksPerMs } from '../instant';
import type { Log } from '../telemetry/log';
import type { HeldCheckpoint } from './held-checkpoint';
import { afterLiveTooLarge } from './live';
import { type OwedRead, remainder } from './owed';
import { maxPageBytes } from './page-memory';
import { smallerPage } from './page-size';
import type { Progress, Range, Tuning } from './progress';
import { afterOwedCalls } from './quota';
import { partsAt, withRanges } from './ranges';
import { type PageReader, readPage } from './read-page';
import type { Read, Stage } from './steps';
import { placeOf, type Target } from './target';

const ticksPerDay = ticksOfMs(day);
const mostPassedOver = 20;

/** A request whose answer was too large to be read, although it asked for `top` records only. */
export interface TooLargeAnswer {
  readonly read: Read;
  readonly top: number;
  readonly stage: Stage;
  readonly tuning: Tuning;
}

/**
 * After an answer that was too large to be read: fewer records the next time. Where one alone is too large, the live
 * request leaves it to the owed ranges, and those close in on it, pass it over, and try it again a day later.
 */
export async function askForLess(
  collector: PageReader & { readonly clock: Clock; readonly log: Log },
  target: Target,
  held: HeldCheckpoint,
  { read, top, stage, tuning }: TooLargeAnswer,
): Promise<{ readonly stage: Stage; readonly furtherCalls: number }> {
  const { clock, log } = collector;
  const before = held.value;
  const owedCalls = read.lane === 'owed' ? afterOwedCalls(before.owedCalls, 1, clock.now()) : before.owedCalls;
  const pageSize = smallerPage(top);
  if (pageSize !== undefined) {
    await held.save({ ...before, owedCalls, pageSize }, clock.now());
    return { stage, furtherCalls: 0 };
  }
  if (read.lane === 'live') {
    const apiTime = (await clockOf(collector, target)) ?? ticksOfMs(clock.now());
    const progress = afterLiveTooLarge(before.progress, read.window, apiTime, tuning);
    await held.save({ ...before, progress }, clock.now());
    return { stage: { ...stage, liveDone: true, apiTime }, furtherCalls: 1 };
  }
  const tomorrow = (stage.apiTime ?? ticksOfMs(clock.now())) + ticksPerDay;
  const progress = afterOwedTooLarge(before.progress, read, tomorrow);
  const isNew = (range: Range) => range.tooLarge && range.againAt === tomorrow && !before.progress.owed.includes(range);
  if (progress.owed.some(isNew)) {
    const from = formatInstant(read.window.from);
    const reason = `one record last updated at about ${from} is larger than ${maxPageBytes} bytes, or never came whole; it is asked for again tomorrow`;
    log('error', 'record.too-large', { ...placeOf(target), from, reason });
  }
  await held.save({ ...before, owedCalls, progress }, clock.now());
  return { stage, furtherCalls: 0 };
}

/** The API's clock, from the answer to a request for nothing: an answer that is given up takes its date with it. */
async function clockOf(reader: PageReader, target: Target): Promise<Ticks | undefined> {
  const { apiTime, release } = await readPage(reader, target, { from: lastInstant }, 1);
  release();
  return apiTime;
}

/**
 * What is known when not even one record of an owed piece could be read: it is halved, until the record that stands in
 * the way is alone in a millisecond, or has a place among others that only their offset tells apart. There it is passed
 * over, once it is owed `tomorrow`.
 */
export function afterOwedTooLarge(progress: Progress, read: OwedRead, tomorrow: Ticks): Progress {
  const { range, window } = read;
  const others = progress.owed.filter((each) => each !== range);
  const { from, to } = window;
  if (range.pass || to === undefined || to - from <= ticksPerMs) {
    const isOwed = others.some((each) => each.tooLarge && each.from <= range.from && each.to >= range.to);
    const retry: Range = { from: range.from, to: range.to, againAt: tomorrow, tooLarge: true };
    return { ...progress, owed: withRanges(others, [...passingOver(range), ...(isOwed ? [] : [retry])]) };
  }
  const { againAt } = range;
  const halves = partsAt({ from, to, ...(againAt !== undefined && { againAt }) }, middle(from, to));
  return { ...progress, owed: withRanges(others, [...remainder(read, 1n), ...halves]) };
}

/** Nothing that is left to read once so many in a row were too large: the offset makes no difference then. */
function passingOver({ tooLarge: _retried, expected: _unknown, pass, ...range }: Range): Range[] {
  const { skip = 0, broughtUnseen = false, passedOver = 0 } = pass ?? {};
  if (passedOver >= mostPassedOver) return [];
  return [{ ...range, pass: { skip: skip + 1, broughtUnseen, passedOver: passedOver + 1 } }];
}

function middle(from: Ticks, to: Ticks): Ticks {
  const point = from + (to - from) / 2n;
  const aligned = point - (point % ticksPerMs);
  return aligned > from ? aligned : point;
}
