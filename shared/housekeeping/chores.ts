import { listCheckpoints } from '../collection/checkpoint-listing';
import type { DestinationGuard } from '../delivery/guard/contract';
import { type HeartbeatDeps, sendHeartbeats } from '../heartbeat/send-heartbeats';
import { HeartbeatsSent } from '../heartbeat/sent';
import type { Settings } from '../settings';
import type { Table } from '../storage/tables';
import type { TenantRegistry } from '../tenants/registry';
import type { Chore } from './housekeep';

export interface ChoreParts extends Pick<HeartbeatDeps, 'destinations' | 'events' | 'clock' | 'log'> {
  readonly guard: Pick<DestinationGuard, 'probePaused'>;
  readonly tenants: Pick<TenantRegistry, 'listTenants'>;
}

/** Everything that is looked after. `checkpoints`: the table of that name. Made once: it remembers what was sent. */
export function choresOf(
  { guard, tenants, ...parts }: ChoreParts,
  { collect }: { readonly collect: Pick<Settings['collect'], 'schedule'> },
  checkpoints: Table,
): readonly Chore[] {
  const heartbeats: HeartbeatDeps = {
    ...parts,
    listTenants: () => tenants.listTenants(),
    listCheckpoints: () => listCheckpoints(checkpoints),
    sent: new HeartbeatsSent(),
    schedule: collect.schedule,
  };
  return [
    { name: 'probes', work: async (deadlineMs) => ({ ...(await guard.probePaused(deadlineMs)) }) },
    { name: 'heartbeats', work: async (deadlineMs) => ({ ...(await sendHeartbeats(heartbeats, deadlineMs)) }) },
  ];
}
