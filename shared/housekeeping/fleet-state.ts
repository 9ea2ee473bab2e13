import type { Clock } from '../clock';
import type { ListedCheckpoint } from '../collection/checkpoint-listing';
import { hour } from '../duration';
import type { Log } from '../telemetry/log';
import type { TenantRow } from '../tenants/row';
import { FleetTally } from './fleet-tally';
import { isNotable, type Standing, standingsOf } from './standing';

export interface FleetDeps {
  readonly listTenants: () => AsyncIterable<TenantRow>;
  /** The table `checkpoints`, by tenant GUID. */
  readonly listCheckpoints: () => Promise<ReadonlyMap<string, readonly ListedCheckpoint[]>>;
  readonly clock: Clock;
  readonly log: Log;
  /** NCRONTAB of the timer that collects. */
  readonly schedule: string;
}

/**
 * How the fleet stands: a line for each source of each tenant that isn't as it should be, one more when it is again, once
 * an hour one for all of them, and one line for the fleet. Of a thousand tenants that is a few megabytes a day.
 */
export class FleetReport {
  private listedHour: number | undefined;
  /** Sources whose newest line tells of a trouble. */
  private readonly troubled = new Set<string>();

  constructor(private readonly deps: FleetDeps) {}

  /** Rejects `storage_failed`. */
  async write(): Promise<{ readonly tenants: number; readonly listed: number }> {
    const { clock, log, schedule, listTenants, listCheckpoints } = this.deps;
    const nowMs = clock.now();
    const thisHour = Math.floor(nowMs / hour);
    const checkpoints = await listCheckpoints();
    const tally = new FleetTally(checkpoints.keys());
    let listed = 0;
    for await (const row of listTenants()) {
      const isWatched = row.kind === 'tenant' && row.tenant.status !== 'invited';
      const standings = isWatched
        ? standingsOf(row.tenant, checkpoints.get(row.tenant.id) ?? [], { schedule, nowMs })
        : [];
      tally.add(row, standings);
      const told = standings.filter((each) => this.note(each) || this.listedHour !== thisHour);
      for (const each of told) log('info', 'tenant.state', each);
      listed += told.length;
    }
    log('info', 'fleet.state', tally.fields());
    this.listedHour = thisHour;
    return { tenants: tally.tenants, listed };
  }

  /** Notes how it stands. True if that must be told: it is in trouble, or no longer in the one that was last told of. */
  private note(standing: Standing): boolean {
    const key = `${standing.tenant}/${standing.source}`;
    if (!isNotable(standing)) return this.troubled.delete(key);
    this.troubled.add(key);
    return true;
  }
}
