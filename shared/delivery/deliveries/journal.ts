import type { Digest } from '../digest';
import type { Counts, DeliveryRow, VersionOutcome, VersionState } from './delivery-row';
import { isOlder, type Version } from './version';

/** One version on its way to one destination. */
export interface Passage {
  readonly version: Version;
  /** Whether a row was written for it before, as far as the message tells: it names the destination as owed. */
  readonly seenBefore: boolean;
  /** A replay that goes out whatever the destination has. */
  readonly bypass: boolean;
  /** RFC 3339, where it is known. */
  readonly queued?: string;
}

/** What may be done with a version now. */
export type Verdict =
  | { readonly kind: 'send' }
  /** It has ended already: this is a further copy. */
  | { readonly kind: 'repeat' }
  /** The destination has a newer one. */
  | { readonly kind: 'superseded'; readonly by: Version }
  /** Another version, or another copy, is being sent just now. */
  | { readonly kind: 'busy'; readonly until: number };

export function judge(row: DeliveryRow, { version, bypass }: Passage, nowMs: number): Verdict {
  const { received, claim } = row;
  if (!bypass && (hasEnded(row, version) || received?.version.id === version.id)) return { kind: 'repeat' };
  if (!bypass && received && isOlder(version, received.version)) return { kind: 'superseded', by: received.version };
  if (claim && claim.until > nowMs) return { kind: 'busy', until: claim.until };
  // Whoever sent a newer one died before it could say how that ended: its message comes back and settles it.
  const newer = row.outcomes.find((outcome) => outcome.sending && isOlder(version, outcome.version));
  if (!bypass && newer) return { kind: 'busy', until: nowMs };
  return { kind: 'send' };
}

/** The row while this version is being sent. */
export function withClaim(
  row: DeliveryRow,
  passage: Passage,
  claim: NonNullable<DeliveryRow['claim']>,
  at: string,
): DeliveryRow {
  const attempts = outcomeOf(row, passage.version)?.attempts ?? 0;
  const seen = withEnding(row, passage, { state: 'waiting', attempts, at });
  const outcomes = seen.outcomes.map((outcome) =>
    outcome.version.id === passage.version.id && outcome.state === 'waiting'
      ? { ...outcome, sending: true as const }
      : outcome,
  );
  return { ...seen, outcomes, claim };
}

/** The row without the claim of `owner`; somebody else's, taken when that one had run out, stays. */
export function withoutClaim(row: DeliveryRow, { version }: Passage, owner: string): DeliveryRow {
  const { claim, ...rest } = row;
  if (claim?.owner !== owner) return row;
  const outcomes = row.outcomes.map((outcome) => {
    const { sending: _sending, ...known } = outcome;
    return outcome.version.id === version.id ? known : outcome;
  });
  return { ...rest, outcomes };
}

/** How a version's passage ended, or where it stands. */
export interface Ending {
  readonly state: VersionState;
  readonly attempts: number;
  /** RFC 3339 */
  readonly at: string;
  readonly reason?: string;
  readonly changes?: string;
  /** Of a delivered version: what the next one is compared with. */
  readonly digest?: Digest;
}

/** The row with this ending in it; the same object when it says nothing new. */
export function withEnding(row: DeliveryRow, passage: Passage, ending: Ending): DeliveryRow {
  const before = outcomeOf(row, passage.version);
  const arrived = ending.state === 'delivered' ? received(row, passage.version, ending) : row.received;
  if (isPureReplay(row, passage, before)) return afterReplay(row, passage, ending, arrived);
  if (before && before.state !== 'waiting' && !(before.state === 'dead' && ending.state === 'delivered')) {
    return ending.state === 'waiting' ? row : counted(row, { repeats: 1 });
  }
  if (ending.state === 'waiting' && isKnownToWait(before, ending)) return row;
  const firstSight = !before && !(passage.seenBefore && hasForgotten(row));
  const next = counted(row, {
    ...(firstSight && { collected: 1 }),
    // A dead-lettered version that arrived after all is in one place of the sum only.
    ...(before?.state === 'dead' && { dead: -1 }),
    ...(ending.state !== 'waiting' && { [ending.state]: 1 }),
  });
  return { ...noted(next, passage, ending, before), ...(arrived && { received: arrived }) };
}

/** The row after a further copy of a version that has ended. */
export function withRepeat(row: DeliveryRow): DeliveryRow {
  return counted(row, { repeats: 1 });
}

/**
 * A dead-lettered version that is put on its way again waits once more. `diedHere` is false when its letter was of
 * another destination, or of none: then it is seen here for the first time.
 */
export function revived(row: DeliveryRow, version: Version, at: string, diedHere: boolean): DeliveryRow {
  const before = outcomeOf(row, version);
  if (before && before.state !== 'dead') return row;
  const outcome = { version, state: 'waiting', attempts: 0, at, reason: 'replayed from the dead letters' } as const;
  // Without an outcome it was forgotten behind twenty others, unless the row as such is gone.
  const wasCounted = before !== undefined || (diedHere && row.counts.dead > 0);
  const next = counted(row, wasCounted ? { dead: -1 } : { collected: 1 });
  return { ...next, outcomes: [outcome, ...row.outcomes.filter((each) => each !== before)] };
}

export function outcomeOf(row: DeliveryRow, { id }: Version): VersionOutcome | undefined {
  return row.outcomes.find(({ version }) => version.id === id);
}

/** Whether this version is anywhere but waiting. */
export function hasEnded(row: DeliveryRow, version: Version): boolean {
  const outcome = outcomeOf(row, version);
  return outcome !== undefined && outcome.state !== 'waiting';
}

/** Whether versions were counted whose outcomes aren't listed any more. A copy can arrive before its row was written. */
function hasForgotten({ outcomes, counts }: DeliveryRow): boolean {
  return counts.collected > outcomes.filter(({ replayed }) => !replayed).length;
}

function isKnownToWait(before: VersionOutcome | undefined, { attempts }: Ending): boolean {
  return before?.state === 'waiting' && before.attempts === attempts;
}

/** Sending again what the destination had, or had passed, changes no sum. */
function isPureReplay(row: DeliveryRow, { version, bypass }: Passage, before: VersionOutcome | undefined): boolean {
  if (!bypass) return false;
  if (before) return before.state !== 'waiting' && before.state !== 'dead';
  return row.received !== undefined && !isOlder(row.received.version, version);
}

function afterReplay(
  row: DeliveryRow,
  passage: Passage,
  ending: Ending,
  arrived: DeliveryRow['received'],
): DeliveryRow {
  if (ending.state !== 'delivered') return row;
  const next = noted(counted(row, { replayed: 1 }), passage, ending, outcomeOf(row, passage.version));
  return { ...next, ...(arrived && { received: arrived }) };
}

function received({ received: last }: DeliveryRow, version: Version, { digest = {} }: Ending): DeliveryRow['received'] {
  return last && isOlder(version, last.version) ? last : { version, digest };
}

function noted(row: DeliveryRow, passage: Passage, ending: Ending, before: VersionOutcome | undefined): DeliveryRow {
  const { version, bypass } = passage;
  const { digest: _digest, ...known } = ending;
  const queued = before?.queued ?? passage.queued;
  const outcome = {
    version,
    ...known,
    ...(queued && { queued }),
    ...(bypass && { replayed: true as const }),
    // Of another copy, which alone can say how it ended.
    ...(ending.state === 'waiting' && before?.sending && { sending: true as const }),
  };
  return { ...row, outcomes: [outcome, ...row.outcomes.filter(({ version: { id } }) => id !== version.id)] };
}

function counted(row: DeliveryRow, more: Partial<Counts>): DeliveryRow {
  const counts = { ...row.counts };
  for (const [name, count] of Object.entries(more) as [keyof Counts, number][]) counts[name] += count;
  return { ...row, counts };
}
