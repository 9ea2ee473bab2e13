import type { Secrets } from '../access/access';
import { ExpiryAnnounced } from '../access/expiry-announced';
import { type ExpiryDeps, watchExpiry } from '../access/expiry-watch';
import { listCheckpoints } from '../collection/checkpoint-listing';
import type { DestinationGuard } from '../delivery/guard/contract';
import { type HeartbeatDeps, sendHeartbeats } from '../heartbeat/send-heartbeats';
import { HeartbeatsSent } from '../heartbeat/sent';
import type { Settings } from '../settings';
import type { Table } from '../storage/tables';
import type { TenantRegistry } from '../tenants/registry';
import { reportDestinations } from './destination-states';
import { FleetReport } from './fleet-state';
import type { Chore } from './housekeep';
import { type MeasuredQueue, reportQueues } from './queue-depths';

export interface ChoreParts extends Pick<HeartbeatDeps, 'destinations' | 'events' | 'clock' | 'log'> {
  readonly guard: Pick<DestinationGuard, 'probePaused'>;
  readonly tenants: Pick<TenantRegistry, 'listTenants'>;
  readonly secrets: Pick<Secrets, 'get'>;
  /** By name. */
  readonly queues: Readonly<Record<string, MeasuredQueue>>;
}

/** Everything that is looked after. `checkpoints`: the table of that name. Made once: it remembers what was sent. */
export function choresOf(
  { guard, tenants, secrets, queues, ...parts }: ChoreParts,
  {
    collect,
    partner,
  }: { readonly collect: Pick<Settings['collect'], 'schedule'>; readonly partner: ExpiryDeps['partner'] },
  checkpoints: Table,
): readonly Chore[] {
  const heartbeats: HeartbeatDeps = {
    ...parts,
    listTenants: () => tenants.listTenants(),
    listCheckpoints: () => listCheckpoints(checkpoints),
    sent: new HeartbeatsSent(),
    schedule: collect.schedule,
  };
  const { clock, log } = parts;
  const listTenants = () => tenants.listTenants();
  const expiry: ExpiryDeps = { secrets, listTenants, partner, announced: new ExpiryAnnounced(), clock, log };
  const fleet = new FleetReport(heartbeats);
  return [
    { name: 'probes', work: async (deadlineMs) => ({ ...(await guard.probePaused(deadlineMs)) }) },
    { name: 'heartbeats', work: async (deadlineMs) => ({ ...(await sendHeartbeats(heartbeats, deadlineMs)) }) },
    { name: 'expiry', work: async (deadlineMs) => ({ ...(await watchExpiry(expiry, deadlineMs)) }) },
    { name: 'fleet', work: async () => ({ ...(await fleet.write()) }) },
    { name: 'destinations', work: async () => ({ ...(await reportDestinations(parts)) }) },
    { name: 'queues', work: async () => ({ ...(await reportQueues({ queues, clock, log })) }) },
  ];
}
