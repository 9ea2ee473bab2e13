import type { ListedCheckpoint } from '../collection/checkpoint-listing';
import { minute } from '../duration';
import { reportOf, type SourceReport } from '../heartbeat/source-report';
import { msOf } from '../instant';
import type { Tenant } from '../tenants/tenant';

/** Worst last; a tenant is as well as the worst of its sources. */
const states = ['paused', 'ok', 'never', 'failing', 'suspended'] as const;
export type State = (typeof states)[number];

/** How one source of one tenant stands. */
export type Standing = {
  readonly tenant: string;
  readonly name: string;
  readonly source: string;
  readonly state: State;
  /**
   * How far what is new is behind now, in milliseconds; of what never was read, how long that has been waited for. Absent
   * where nobody waits, or where it isn't known.
   */
  readonly lagMs?: number;
  /** How far everything is behind; absent where nothing was read or shall be. */
  readonly behindMs?: number;
  /** RFC 3339 */
  readonly lastSuccess?: string;
  readonly reason?: string;
};

export interface StandingContext {
  /** NCRONTAB of the timer that collects. */
  readonly schedule: string;
  readonly nowMs: number;
}

/** A quiet tenant notes its progress every five minutes only, so less than this says nothing. */
const notableLagMs = 10 * minute;

/** How each source of a tenant stands. `listed`: its rows of the table `checkpoints`. */
export function standingsOf(
  tenant: Tenant,
  listed: readonly ListedCheckpoint[],
  { schedule, nowMs }: StandingContext,
): readonly Standing[] {
  const rowOf = (source: string) => listed.find((each) => each.source === source);
  const circumstances = { isTried: tenant.status !== 'paused', schedule, nowMs };
  const reports = tenant.sources.map((source) => reportOf(source, rowOf(source), circumstances));
  const wasCollected = reports.some(({ liveUpTo }) => liveUpTo !== undefined);
  return reports.map((report) => {
    const { source, lastSuccess } = report;
    const reason = tenant.statusReason ?? report.reason;
    const triedSince = triedSinceOf(tenant, rowOf(source), wasCollected);
    return {
      tenant: tenant.id,
      name: tenant.displayName,
      source,
      ...progressOf(tenant, report, triedSince, nowMs),
      ...(lastSuccess && { lastSuccess }),
      ...(reason && { reason }),
    };
  });
}

export function worstOf(standings: readonly Standing[]): State {
  return standings.reduce<State>(
    (worst, { state }) => (states.indexOf(state) > states.indexOf(worst) ? state : worst),
    'paused',
  );
}

/** Whether it is asked for what is new at every run. */
export function isCollected({ state }: Standing): boolean {
  return state === 'ok' || state === 'failing' || state === 'never';
}

/** Nobody waits for a tenant that a person paused. */
export function isNotable({ state, lagMs = 0 }: Standing): boolean {
  return state !== 'paused' && (state !== 'ok' || lagMs > notableLagMs);
}

function progressOf(
  { status }: Tenant,
  report: SourceReport,
  triedSince: number | undefined,
  nowMs: number,
): Pick<Standing, 'state' | 'lagMs' | 'behindMs'> {
  if (status === 'paused') return { state: 'paused' };
  const state = status === 'suspended' ? 'suspended' : report.state;
  const behind = (sinceMs: number) => Math.max(0, nowMs - sinceMs);
  const liveSince = msOf(report.liveUpTo) ?? (state === 'suspended' ? undefined : triedSince);
  const completeSince = msOf(report.collectedUpTo);
  return {
    state,
    ...(liveSince !== undefined && { lagMs: behind(liveSince) }),
    ...(completeSince !== undefined && { behindMs: behind(completeSince) }),
  };
}

/**
 * Since when a source that was never read has been tried or waited for, in milliseconds since the epoch. That is when its
 * tenant became active; where that isn't known, or another source was collected before this one was added, when its last
 * fault was first met: later than the truth when faults alternate, never earlier. Of a row that can't be read, nobody
 * knows how far its source was read. What a person wrote may be no instant, and then says nothing.
 */
function triedSinceOf(
  { statusSince, consentedAt }: Tenant,
  listed: ListedCheckpoint | undefined,
  wasCollected: boolean,
): number | undefined {
  if (listed?.unreadable !== undefined) return undefined;
  const activeSince = wasCollected ? undefined : (msOf(statusSince) ?? msOf(consentedAt));
  return activeSince ?? listed?.checkpoint?.health.since;
}
