import { checkpointTable } from '../../shared/collection/checkpoint-table';
import { neverRead } from '../../shared/collection/progress';
import { noCalls } from '../../shared/collection/quota';
import { SeenVersions } from '../../shared/collection/seen';
import { relayWithHeartbeats } from '../delivery/heartbeats';

/** Housekeeping over tables in memory, and what each run of it says of the fleet. */
export function fleetLines() {
  const made = relayWithHeartbeats('siem');
  const { keepHouse, log, clock, checkpointRows } = made;
  const checkpoints = checkpointTable(checkpointRows);
  return {
    ...made,
    run: async () => {
      const before = log.length;
      await keepHouse();
      const lines = log.slice(before);
      const of = (event: string) => lines.filter((line) => line.event === event).map(({ fields }) => fields);
      return { tenants: of('tenant.state'), fleet: of('fleet.state')[0] };
    },
    /** A source that was tried just now, and never read; its last fault was first met at `since`. */
    saveNeverRead: async (tenantId: string, since: number, source = 'defender-xdr') => {
      const { etag } = await checkpoints.load({ tenantId, source });
      const health = { state: 'failing', reason: 'No answer.', code: 'network_failed', faults: 1, probes: 0 } as const;
      const unread = { progress: neverRead, seen: new SeenVersions(), owedCalls: noCalls, collected: 0 };
      const checkpoint = { ...unread, health: { ...health, since }, lastAttempt: clock.now() };
      await checkpoints.save({ tenantId, source }, checkpoint, etag);
    },
  };
}
