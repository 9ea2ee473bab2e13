import type { Digest } from '../digest';
import type { Version } from './version';

/**
 * How one version stands with one destination. `waiting` is the only one that isn't an end: seen, and not delivered yet.
 */
export type VersionState = 'waiting' | 'delivered' | 'filtered' | 'superseded' | 'dead';

export interface VersionOutcome {
  readonly version: Version;
  readonly state: VersionState;
  /** Attempts made so far. */
  readonly attempts: number;
  /** RFC 3339, of this state. */
  readonly at: string;
  /** RFC 3339 instant at which it was put on the queue, where that is known. */
  readonly queued?: string;
  readonly reason?: string;
  /** What the event said was new. */
  readonly changes?: string;
  /** Whoever claimed the row is sending it, or died before it could say how that ended. */
  readonly sending?: true;
  /** It was sent again because a person asked for it. */
  readonly replayed?: true;
}

/**
 * Versions of this record, each counted once: collected = delivered + filtered + superseded + dead + those waiting.
 * Repeats (further copies of a version that has ended already) and replays are counted apart.
 */
export interface Counts {
  readonly collected: number;
  readonly delivered: number;
  readonly filtered: number;
  readonly superseded: number;
  readonly dead: number;
  readonly repeats: number;
  readonly replayed: number;
}

/** One row of the table `deliveries`. */
export interface DeliveryRow {
  /** The last touched first. */
  readonly outcomes: readonly VersionOutcome[];
  readonly counts: Counts;
  /** Who is sending a version now, and until when (milliseconds since the epoch) all others leave the record alone. */
  readonly claim?: { readonly owner: string; readonly id: string; readonly until: number };
  /** The newest version that the destination has. */
  readonly received?: { readonly version: Version; readonly digest: Digest };
}

const none = { collected: 0, delivered: 0, filtered: 0, superseded: 0, dead: 0, repeats: 0, replayed: 0 };

export const emptyRow: DeliveryRow = { outcomes: [], counts: none };

/** Versions that have been seen and have not ended. */
export function waitingOf({ collected, delivered, filtered, superseded, dead }: Counts): number {
  return collected - delivered - filtered - superseded - dead;
}
