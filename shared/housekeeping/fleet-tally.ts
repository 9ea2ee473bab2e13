import type { LogFields } from '../telemetry/log';
import type { TenantRow } from '../tenants/row';
import { isCollected, type Standing, worstOf } from './standing';

/** Fewer rows than this somebody may have removed one by one, of a small fleet. */
const fewestLost = 3;

/** What all tenants come to. */
export class FleetTally {
  private readonly counts = {
    tenants: 0,
    invited: 0,
    malformed: 0,
    ok: 0,
    never: 0,
    failing: 0,
    suspended: 0,
    paused: 0,
  };
  /** Tenants with checkpoints whose row hasn't been met. */
  private readonly orphans: Set<string>;
  private worstLagMs = 0;
  private bestLagMs: number | undefined;
  private bestSuspendedMs: number | undefined;

  /** `known`: GUIDs of the tenants that have checkpoints. */
  constructor(known: Iterable<string>) {
    this.orphans = new Set(known);
  }

  /** `standings`: of a tenant that is neither malformed nor invited. */
  add(row: TenantRow, standings: readonly Standing[]): void {
    this.counts.tenants += 1;
    // A key in the wrong case is a fault of the row; the row is there all the same.
    this.orphans.delete(row.kind === 'malformed' ? row.malformed.rowKey.toLowerCase() : row.tenant.id);
    if (row.kind === 'malformed') this.counts.malformed += 1;
    else if (row.tenant.status === 'invited') this.counts.invited += 1;
    else this.counts[worstOf(standings)] += 1;
    for (const each of standings) {
      if (isCollected(each)) this.addLag(each.lagMs);
      if (each.state === 'suspended') this.bestSuspendedMs = smaller(this.bestSuspendedMs, each.lagMs);
    }
  }

  get tenants(): number {
    return this.counts.tenants;
  }

  /**
   * `lost`: no row is left, or at least as many (three or more) are missing as are there. `bestLagMs` is of those that are
   * collected; if all others are suspended, of these. Absent where nothing stands still that should move.
   */
  fields(): LogFields {
    const { counts, orphans, worstLagMs, bestLagMs = this.bestSuspendedMs } = this;
    const isMost = orphans.size >= fewestLost && orphans.size >= counts.tenants;
    const isLost = isMost || (orphans.size > 0 && counts.tenants === 0);
    return {
      state: isLost ? 'lost' : 'ok',
      ...counts,
      orphans: orphans.size,
      worstLagMs,
      ...(bestLagMs !== undefined && { bestLagMs }),
    };
  }

  private addLag(lagMs: number | undefined): void {
    if (lagMs === undefined) return;
    this.worstLagMs = Math.max(this.worstLagMs, lagMs);
    this.bestLagMs = smaller(this.bestLagMs, lagMs);
  }
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
