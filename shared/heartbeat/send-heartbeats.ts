import type { Clock } from '../clock';
import type { ListedCheckpoint } from '../collection/checkpoint-listing';
import type { ConfiguredDestination, ReadyDestination } from '../destinations/row';
import type { DestinationTable } from '../destinations/table';
import { RelayError } from '../errors';
import type { EventQueue } from '../events/event-queue';
import { hourOf } from '../events/heartbeat-event';
import { inParallel } from '../parallel';
import type { Log } from '../telemetry/log';
import type { TenantRow } from '../tenants/row';
import type { Tenant } from '../tenants/tenant';
import { heartbeatOf } from './report';
import type { HeartbeatsSent } from './sent';

/** Messages put at the same time: a thousand take a second or two. */
const atOnce = 32;

export interface HeartbeatDeps {
  readonly destinations: Pick<DestinationTable, 'all'>;
  readonly listTenants: () => AsyncIterable<TenantRow>;
  /** The table `checkpoints`, by tenant GUID. */
  readonly listCheckpoints: () => Promise<ReadonlyMap<string, readonly ListedCheckpoint[]>>;
  readonly events: Pick<EventQueue, 'putAgain'>;
  readonly sent: HeartbeatsSent;
  readonly clock: Clock;
  readonly log: Log;
  /** NCRONTAB of the timer that collects. */
  readonly schedule: string;
}

export interface HeartbeatSummary {
  /** Tenants whose heartbeat was put on the queue. */
  readonly sent: number;
  /** Those that didn't fit before the deadline; they are due at the next run. */
  readonly left: number;
  /** Those that couldn't be put; due at the next run too. */
  readonly failed: number;
}

interface DueHeartbeat {
  readonly tenant: Tenant;
  readonly destinations: readonly string[];
}

/**
 * Puts the heartbeats that are due on the queue: once an hour for each tenant and each destination that wants them.
 * Begins none after `deadlineMs` (an instant of the clock). Rejects `storage_failed` when what it reads can't be read.
 */
export async function sendHeartbeats(deps: HeartbeatDeps, deadlineMs: number): Promise<HeartbeatSummary> {
  const { clock, log, sent } = deps;
  const hour = hourOf(clock.now());
  const due = await dueHeartbeats(deps, hour);
  const summary = { sent: 0, left: 0, failed: 0 };
  if (due.length === 0) return summary;
  const checkpoints = await deps.listCheckpoints();
  await inParallel(atOnce, due, async ({ tenant, destinations }) => {
    if (clock.now() >= deadlineMs) {
      summary.left += 1;
      return;
    }
    const { attributes, data: raw } = heartbeatOf(tenant, checkpoints.get(tenant.id) ?? [], deps.schedule, clock.now());
    const message = { attributes, retry: {}, data: { kind: 'inline', raw } } as const;
    try {
      await deps.events.putAgain(message, { relayowed: destinations.join(',') }, 0);
      sent.add(hour, tenant.id, destinations);
      summary.sent += 1;
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      summary.failed += 1;
      log('warn', 'heartbeat.failed', { tenant: tenant.id, code: error.code, reason: error.message });
    }
  });
  return summary;
}

async function dueHeartbeats(deps: HeartbeatDeps, hour: string): Promise<readonly DueHeartbeat[]> {
  const willing = (await deps.destinations.all()).filter(takesHeartbeats);
  if (willing.length === 0) return [];
  const due: DueHeartbeat[] = [];
  const probes = new Set<string>();
  for await (const row of deps.listTenants()) {
    if (row.kind === 'malformed' || row.tenant.status === 'invited') continue;
    const { tenant } = row;
    const chosen = willing.filter(
      ({ name }) => isRouted(tenant, name) && !probes.has(name) && !deps.sent.has(hour, tenant.id, name),
    );
    for (const { name, circuit } of chosen) if (circuit) probes.add(name);
    if (chosen.length > 0) due.push({ tenant, destinations: chosen.map(({ name }) => name) });
  }
  return due;
}

/**
 * What takes nothing now gets none: they would only pile up, and say what was true hours ago when it is back; the first
 * run afterwards brings the newest. While a circuit is open there is one a run all the same, to probe it with when
 * nothing else is on its way.
 */
function takesHeartbeats(configured: ConfiguredDestination): configured is ReadyDestination {
  return configured.state === 'ready' && configured.heartbeat;
}

function isRouted({ destinations }: Tenant, name: string): boolean {
  return destinations.length === 0 || destinations.includes(name);
}
