import { ticksOf } from '../../sandbox/cloud/ticks';

/** Which version of which record, as the attributes of an event name it. */
export interface VersionName {
  readonly tenantId: string;
  /** `incident` or `alert`. */
  readonly kind: string;
  readonly record: string;
  /** The text of `lastUpdateTime`. */
  readonly updated: string;
}

/** When a version was collected, by the API's clock, and last updated: RFC 3339. */
export interface Dates {
  readonly collected: string;
  readonly updated: string;
}

/** Whether `a` is older than `b` of the same record: collected before it or, in the same second, updated before it. */
export function isOlder(a: Dates, b: Dates): boolean {
  const [before, after] = [ticks(a.collected), ticks(b.collected)];
  return before === after ? ticks(a.updated) < ticks(b.updated) : before < after;
}

export function recordKey({ tenantId, kind, record }: Omit<VersionName, 'updated'>): string {
  return `${tenantId} ${kind} ${record}`;
}

export function versionKey(version: VersionName): string {
  return `${recordKey(version)} ${version.updated}`;
}

export function kindOfType(type: string): string {
  return type.split('.').at(-1) ?? '';
}

function ticks(instant: string): bigint {
  return ticksOf(instant) ?? 0n;
}
