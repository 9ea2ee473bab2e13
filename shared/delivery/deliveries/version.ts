import { parseInstant } from '../../instant';

/** What tells the versions of one record apart, and which of two was collected earlier. */
export interface Version {
  /** The event id. */
  readonly id: string;
  /** RFC 3339, by the API's clock: the attribute `collectedat`. */
  readonly collected: string;
  /** RFC 3339: the attribute `time`, the record's own last update. */
  readonly updated: string;
  /** The newest update among its alerts (RFC 3339) and their number, where there are any. */
  readonly newestAlert?: string;
  readonly alerts?: number;
}

/**
 * Whether `a` was collected before `b`: by the API's clock, then by last update. The API's clock has whole seconds, and
 * an alert can change without moving its incident, so the alerts decide between two that are equal in both.
 */
export function isOlder(a: Version, b: Version): boolean {
  return (
    (earlierFirst(ticks(a.collected), ticks(b.collected)) ||
      earlierFirst(ticks(a.updated), ticks(b.updated)) ||
      earlierFirst(ticks(a.newestAlert), ticks(b.newestAlert)) ||
      earlierFirst(BigInt(a.alerts ?? 0), BigInt(b.alerts ?? 0))) < 0
  );
}

function earlierFirst(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function ticks(instant: string | undefined): bigint {
  return parseInstant(instant ?? '') ?? 0n;
}
