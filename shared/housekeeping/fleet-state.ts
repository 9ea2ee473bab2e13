import type { Clock } from '../clock';
import type { ListedCheckpoint } from '../collection/checkpoint-listing';
import { hour, minute } from '../duration';
import { reportOf, type SourceReport } from '../heartbeat/source-report';
import { msOfTicks, parseInstant } from '../instant';
import type { Log } from '../telemetry/log';
import type { TenantRow } from '../tenants/row';
import type { Tenant } from '../tenants/tenant';

export interface FleetDeps {
  readonly listTenants: () => AsyncIterable<TenantRow>;
  /** The table `checkpoints`, by tenant GUID. */
  readonly listCheckpoints: () => Promise<ReadonlyMap<string, readonly ListedCheckpoint[]>>;
  readonly clock: Clock;
  readonly log: Log;
  /** NCRONTAB of the timer that collects. */
  readonly schedule: string;
}

/** Worst last; a tenant is as well as the worst of its sources. */
const states = ['paused', 'ok', 'never', 'failing', 'suspended'] as const;
type State = (typeof states)[number];

interface Standing {
  readonly state: State;
  /** How far what is new is behind now, and how far everything is; absent where nothing was read or shall be. */
  readonly lagMs?: number;
  readonly behindMs?: number;
}

/** A quiet tenant notes its progress every five minutes only, so less than this says nothing. */
const notableLagMs = 10 * minute;

/**
 * How the fleet stands: a line for each source of each tenant that isn't as it should be, once an hour for all of them,
 * and one line for the fleet. Of a thousand tenants that is a few megabytes a day.
 */
export class FleetReport {
  private listedHour: number | undefined;

  constructor(private readonly deps: FleetDeps) {}

  /** Rejects `storage_failed`. */
  async write(): Promise<{ readonly tenants: number; readonly listed: number }> {
    const { clock, log, listTenants, listCheckpoints } = this.deps;
    const nowMs = clock.now();
    const thisHour = Math.floor(nowMs / hour);
    const listsAll = this.listedHour !== thisHour;
    const checkpoints = await listCheckpoints();
    const counts = { tenants: 0, invited: 0, malformed: 0, ok: 0, never: 0, failing: 0, suspended: 0, paused: 0 };
    let [worstLagMs, listed] = [0, 0];
    for await (const row of listTenants()) {
      counts.tenants += 1;
      if (row.kind === 'malformed') counts.malformed += 1;
      else if (row.tenant.status === 'invited') counts.invited += 1;
      else {
        const standings = this.standingsOf(row.tenant, checkpoints.get(row.tenant.id) ?? [], nowMs);
        counts[worstOf(standings)] += 1;
        for (const { state, lagMs = 0 } of standings) if (isCollected(state)) worstLagMs = Math.max(worstLagMs, lagMs);
        const told = standings.filter((each) => listsAll || isNotable(each));
        for (const { tenant, ...fields } of told) log('info', 'tenant.state', { tenant, ...fields });
        listed += told.length;
      }
    }
    log('info', 'fleet.state', { ...counts, worstLagMs });
    this.listedHour = thisHour;
    return { tenants: counts.tenants, listed };
  }

  private standingsOf(tenant: Tenant, listed: readonly ListedCheckpoint[], nowMs: number) {
    const { schedule } = this.deps;
    return tenant.sources.map((source) => {
      const row = listed.find((each) => each.source === source);
      const report = reportOf(source, row, { isTried: tenant.status !== 'paused', schedule, nowMs });
      const { lastSuccess, reason } = report;
      return {
        tenant: tenant.id,
        name: tenant.displayName,
        source,
        ...standingOf(tenant, report, nowMs),
        ...(lastSuccess && { lastSuccess }),
        ...((tenant.statusReason ?? reason) && { reason: tenant.statusReason ?? reason }),
      };
    });
  }
}

function standingOf({ status }: Tenant, report: SourceReport, nowMs: number): Standing {
  if (status === 'paused') return { state: 'paused' };
  const behind = (instant: string | undefined) => {
    const ticks = instant === undefined ? undefined : parseInstant(instant);
    return ticks === undefined ? undefined : Math.max(0, nowMs - msOfTicks(ticks));
  };
  const [lagMs, behindMs] = [behind(report.liveUpTo), behind(report.collectedUpTo)];
  return {
    state: status === 'suspended' ? 'suspended' : report.state,
    ...(lagMs !== undefined && { lagMs }),
    ...(behindMs !== undefined && { behindMs }),
  };
}

function worstOf(standings: readonly Standing[]): State {
  return standings.reduce<State>(
    (worst, { state }) => (states.indexOf(state) > states.indexOf(worst) ? state : worst),
    'paused',
  );
}

function isCollected(state: State): boolean {
  return state === 'ok' || state === 'failing';
}

/** Nobody waits for a tenant that a person paused. */
function isNotable({ state, lagMs = 0 }: Standing): boolean {
  return state !== 'paused' && (state !== 'ok' || lagMs > notableLagMs);
}
