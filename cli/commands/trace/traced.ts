import {
  type DeliveryRow,
  type VersionOutcome,
  type VersionState,
  waitingOf,
} from '../../../shared/delivery/deliveries/delivery-row';
import type { DeliveryListing } from '../../../shared/delivery/deliveries/listing';
import { isOlder, type Version } from '../../../shared/delivery/deliveries/version';
import type { Letter } from '../../../shared/delivery/letters/letter';
import type { Letters } from '../../../shared/delivery/letters/letters';
import type { RecordKind } from '../../../shared/events/kinds';

/** How one version stands with one destination. */
export interface Standing {
  readonly destination: string;
  readonly outcome: VersionOutcome;
  /** It is being sent just now. */
  readonly sending: boolean;
  /** The destination has got a newer version. */
  readonly outdated: boolean;
  /** Of one that is dead-lettered, unless it was dropped. */
  readonly letter?: Letter;
}

export interface TracedVersion {
  readonly version: Version;
  /** RFC 3339, where it is known. */
  readonly queued?: string;
  /** In the order of the destinations' names. */
  readonly standings: readonly Standing[];
}

/** Versions that are only counted any more. */
export interface Older {
  readonly destination: string;
  readonly counts: Readonly<Record<VersionState, number>>;
  readonly total: number;
}

/** Everything that is known of one record. */
export interface TracedRecord {
  readonly kind: RecordKind;
  /** Newest first. */
  readonly versions: readonly TracedVersion[];
  readonly older: readonly Older[];
}

export interface TraceDeps {
  readonly listing: Pick<DeliveryListing, 'ofRecord'>;
  readonly letters: Pick<Letters, 'of'>;
}

interface Subject {
  readonly tenantId: string;
  readonly kind: RecordKind;
  readonly record: string;
  /** Names of the destinations that are configured. */
  readonly names: readonly string[];
}

/** Undefined when nothing is known of it. `now`: milliseconds since the epoch. */
export async function traceRecord(deps: TraceDeps, subject: Subject, now: number): Promise<TracedRecord | undefined> {
  const { tenantId, kind, record, names } = subject;
  const rows = [...(await deps.listing.ofRecord(tenantId, kind, record, names))].sort(byDestination);
  if (rows.length === 0) return undefined;
  const standings = await Promise.all(
    rows.flatMap((row) => row.row.outcomes.map((each) => standingOf(deps, row, each, now))),
  );
  return {
    kind,
    versions: versionsOf(standings),
    older: rows.flatMap(({ destination, row }) => olderOf(destination, row)),
  };
}

type Row = Awaited<ReturnType<DeliveryListing['ofRecord']>>[number];

async function standingOf({ letters }: TraceDeps, { destination, row }: Row, outcome: VersionOutcome, now: number) {
  const { version, state } = outcome;
  const sending = row.claim !== undefined && row.claim.id === version.id && row.claim.until > now;
  const letter = state === 'dead' ? await letters.of(destination, version.id, version.collected) : undefined;
  const outdated = row.received !== undefined && isOlder(version, row.received.version);
  return { destination, outcome, sending, outdated, ...(letter && { letter }) };
}

function versionsOf(standings: readonly Standing[]): readonly TracedVersion[] {
  const byId = new Map<string, Standing[]>();
  for (const standing of standings) {
    const { id } = standing.outcome.version;
    byId.set(id, [...(byId.get(id) ?? []), standing]);
  }
  return [...byId.values()].flatMap(versionOf).sort((a, b) => (isOlder(a.version, b.version) ? 1 : -1));
}

function versionOf(standings: readonly Standing[]): readonly TracedVersion[] {
  const [first] = standings;
  if (!first) return [];
  const [queued] = standings.flatMap(({ outcome }) => outcome.queued ?? []).sort();
  return [{ version: first.outcome.version, ...(queued && { queued }), standings }];
}

/** What is counted without being listed. */
function olderOf(destination: string, { outcomes, counts }: DeliveryRow): readonly Older[] {
  const total = { ...counts, waiting: waitingOf(counts) };
  const states = ['waiting', 'delivered', 'filtered', 'superseded', 'dead'] as const;
  const unlisted = states.map((state) => {
    const listed = outcomes.filter((outcome) => outcome.state === state).length;
    return [state, Math.max(0, total[state] - listed)] as const;
  });
  const sum = unlisted.reduce((all, [, count]) => all + count, 0);
  if (sum === 0) return [];
  return [{ destination, counts: Object.fromEntries(unlisted) as Record<VersionState, number>, total: sum }];
}

function byDestination(a: Row, b: Row): number {
  return a.destination < b.destination ? -1 : 1;
}
