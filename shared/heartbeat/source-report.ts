import type { ListedCheckpoint } from '../collection/checkpoint-listing';
import { collectedUpTo, firstReadings, passedOver } from '../collection/completeness';
import { isOverdue } from '../collection/overdue';
import { cursorOf, type Range } from '../collection/progress';
import { formatInstant, type Ticks } from '../instant';
import type { SourceName } from '../sources/names';

/** How far one source of one tenant is collected. Instants are RFC 3339. */
export type SourceReport = {
  readonly source: SourceName;
  /** `failing` is also what is due and isn't tried, or can't be; `never`: nothing was read yet, and nothing failed. */
  readonly state: 'ok' | 'failing' | 'suspended' | 'never';
  /** Everything updated before was read. Absent when nothing was. */
  readonly collectedUpTo?: string;
  /** What is new is read up to here; later than `collectedUpTo` while something is `owed`. */
  readonly liveUpTo?: string;
  readonly lastSuccess?: string;
  /** What is still to be read for the first time: so many ranges, all between these instants. */
  readonly owed?: Span & { readonly ranges: number };
  /** What the API no longer had when the relay could ask for it: the newest ten. */
  readonly lost?: readonly Span[];
  /** About when records were updated that are too large to be read. */
  readonly tooLarge?: readonly string[];
  /** In words that can be acted on. */
  readonly reason?: string;
};

type Span = { readonly from: string; readonly to: string };

export interface Circumstances {
  /** The tenant is neither paused nor invited, so its sources should be tried. */
  readonly isTried: boolean;
  /** NCRONTAB of the timer that collects. */
  readonly schedule: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** `listed`: what the table `checkpoints` has of it. */
export function reportOf(
  source: SourceName,
  listed: ListedCheckpoint | undefined,
  circumstances: Circumstances,
): SourceReport {
  if (listed?.unreadable !== undefined) {
    const reason = `its row in the table checkpoints can't be read: ${listed.unreadable}`;
    return { source, state: 'failing', reason };
  }
  const checkpoint = listed?.checkpoint;
  if (!checkpoint) return { source, state: 'never' };
  const { progress, gaps = [], lastSuccess } = checkpoint;
  const [upTo, cursor] = [collectedUpTo(progress), cursorOf(progress)];
  const [owed, large] = [firstReadings(progress.owed), passedOver(progress.owed)];
  return {
    source,
    ...stateOf(checkpoint, circumstances),
    ...(upTo !== undefined && { collectedUpTo: formatInstant(upTo) }),
    ...(cursor !== undefined && { liveUpTo: formatInstant(cursor) }),
    ...(lastSuccess !== undefined && { lastSuccess: new Date(lastSuccess).toISOString() }),
    ...(cursor !== undefined && owed.length > 0 && { owed: { ranges: owed.length, ...spanOf(owed) } }),
    ...(gaps.length > 0 && { lost: gaps.map(textOf) }),
    ...(large.length > 0 && { tooLarge: large.map(({ from }) => formatInstant(from)) }),
  };
}

type Checkpoint = NonNullable<ListedCheckpoint['checkpoint']>;

function stateOf(checkpoint: Checkpoint, circumstances: Circumstances): Pick<SourceReport, 'state' | 'reason'> {
  const { isTried, schedule, nowMs } = circumstances;
  const { state, reason, notBefore } = checkpoint.health;
  const because = reason === undefined ? {} : { reason };
  if (state === 'suspended') return { state, ...because };
  if (isTried && isOverdue(checkpoint, schedule, nowMs)) return { state: 'failing', reason: overdue(reason) };
  if (state === 'failing') return { state, ...because };
  if (cursorOf(checkpoint.progress) === undefined) return { state: 'never' };
  if (notBefore === undefined || notBefore <= nowMs) return { state };
  return { state, reason: `the API asked to wait until ${new Date(notBefore).toISOString()}` };
}

/** What failed at the last attempt, if it did, is still the best guess. */
function overdue(reason: string | undefined): string {
  const late =
    'it is due but has not been tried since: the function collect may not be running, or its runs end before this has its turn';
  return reason === undefined ? late : `${late}. The last attempt: ${reason}`;
}

function spanOf(ranges: readonly Range[]): Span {
  const from = ranges.map((range) => range.from).reduce((a, b) => (a < b ? a : b));
  const to = ranges.map((range) => range.to).reduce((a, b) => (a > b ? a : b));
  return textOf({ from, to });
}

function textOf({ from, to }: { readonly from: Ticks; readonly to: Ticks }): Span {
  return { from: formatInstant(from), to: formatInstant(to) };
}
