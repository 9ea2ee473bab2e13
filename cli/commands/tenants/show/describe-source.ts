import type { Checkpoint } from '../../../../shared/collection/checkpoint';
import { firstReadings } from '../../../../shared/collection/completeness';
import { cursorOf } from '../../../../shared/collection/progress';
import { msOfTicks } from '../../../../shared/instant';
import { columns } from '../../../columns';
import { counted, instant, period } from '../../../instants';
import { describeApiLimits } from './api-limits';
import type { KnownSource } from './known-source';
import type { Obstacle } from './obstacles';
import { describeFirstReadings, describeSecondReadings } from './owed';
import { usedCalls } from './owed-calls';

/** What is shown under one name. */
type Entry = readonly [name: string, lines: readonly string[]];

/** Lines for a person. `now`: milliseconds since the epoch. */
export function describeSource(
  { source, checkpoint, unreadable }: KnownSource,
  obstacles: readonly Obstacle[],
  now: number,
): readonly string[] {
  const trouble: Entry = ['not collected', obstacles.flatMap(({ text, reason }) => (reason ? [text, reason] : [text]))];
  const entries = checkpoint ? ofCheckpoint(checkpoint, trouble, now) : [ofNothing(unreadable), trouble];
  const rows = entries.flatMap(([name, lines]) => lines.map((line, index) => [index === 0 ? `  ${name}` : '', line]));
  return [source, ...columns(rows)];
}

function ofNothing(unreadable: string | undefined): Entry {
  return ['collected', [unreadable ? 'unknown' : 'not collected yet']];
}

function ofCheckpoint(checkpoint: Checkpoint, trouble: Entry, now: number): readonly Entry[] {
  const { progress, gaps = [], claim, pageSize } = checkpoint;
  return [
    ['collected', [collected(checkpoint, now)]],
    trouble,
    ['right now', claim && claim.until > now ? ['a run is sending what it found'] : []],
    ['still to read', cursorOf(progress) === undefined ? ['everything'] : describeFirstReadings(progress)],
    ['read again', againLines(checkpoint, now)],
    ['lost', gaps.map(({ from, to }) => `${period(msOfTicks(from), msOfTicks(to))}: the API no longer had it`)],
    ['page size', pageSize === undefined ? [] : [pageSizeLine(pageSize)]],
    ['API limits', describeApiLimits(progress)],
    ['calls', [callsLine(checkpoint, now)]],
    ['sent', [`${counted(checkpoint.collected, 'version')} so far`]],
    ['last success', [when(checkpoint.lastSuccess, now)]],
    ['last attempt', [when(checkpoint.lastAttempt, now)]],
    ['noted', [`${when(checkpoint.lastSaved, now)}; while nothing changes, every 5 minutes`]],
  ];
}

function collected({ progress }: Checkpoint, now: number): string {
  const cursor = cursorOf(progress);
  if (cursor === undefined) return 'nothing yet';
  const upTo = `completely up to ${instant(msOfTicks(cursor), now)}`;
  return firstReadings(progress.owed).length > 0 ? `${upTo}, except for what is still to read` : upTo;
}

/** What may have become visible late is read with the live request while it fits, else as ranges of their own. */
function againLines({ progress }: Checkpoint, now: number): readonly string[] {
  const [first, ...others] = progress.marks;
  const withEachRun =
    first !== undefined && others.length > 0 ? [`with each run: from ${instant(msOfTicks(first), now)}`] : [];
  return [...withEachRun, ...describeSecondReadings(progress.owed, now)];
}

function pageSizeLine(records: number): string {
  return `${counted(records, 'record')} at once for now, because larger answers were too big to be read`;
}

function callsLine({ owedCalls }: Checkpoint, now: number): string {
  const used = usedCalls(owedCalls, now);
  const of = ({ used: count, limit }: { used: number; limit: number }) =>
    `${count.toLocaleString('en-US')} of ${limit.toLocaleString('en-US')}`;
  const line = `for what is still to read: ${of(used.minute)} this minute, ${of(used.hour)} this hour`;
  return used.usedUpUntil === undefined ? line : `${line}; used up until ${instant(used.usedUpUntil, now)}`;
}

function when(ms: number | undefined, now: number): string {
  return ms === undefined ? 'never' : instant(ms, now);
}
