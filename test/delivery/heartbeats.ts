import type { Checkpoint } from '../../shared/collection/checkpoint';
import { checkpointTable } from '../../shared/collection/checkpoint-table';
import { noCalls } from '../../shared/collection/quota';
import { SeenVersions } from '../../shared/collection/seen';
import { minute } from '../../shared/duration';
import { type ChoreParts, choresOf } from '../../shared/housekeeping/chores';
import { housekeep } from '../../shared/housekeeping/housekeep';
import { ticksOfMs } from '../../shared/instant';
import type { Columns } from '../../shared/storage/tables';
import { tenantRegistry } from '../../shared/tenants/registry';
import { fakeSecrets } from '../destinations/fake-secrets';
import { memoryTable } from './memory-storage';
import { relay } from './relay';

/** The delivery half of the relay, with housekeeping and the tables that it looks into. */
export function relayWithHeartbeats(...names: readonly string[]) {
  const made = relay(...names);
  const { clock, deps, receivers } = made;
  const [tenantRows, checkpointRows] = [memoryTable(), memoryTable()];
  const checkpoints = checkpointTable(checkpointRows);
  const tenants = tenantRegistry(tenantRows, { sources: ['defender-xdr'], lookbackMs: 0, cloud: 'commercial' });
  // Nothing of it is in a vault, so nothing expires.
  const partner = {
    clientId: '20000000-0000-4000-8000-000000000001',
    credential: { kind: 'managed-identity' },
  } as const;
  const settings = { collect: { schedule: '0 * * * * *' }, partner };
  const secrets = fakeSecrets({});
  const queues = { incidents: made.queue, 'incidents-retry': made.retryQueue };

  /** Of a process that has just started: what was sent is forgotten. */
  const start = (changes: Partial<ChoreParts> = {}) => {
    const chores = choresOf(
      { ...deps, tenants, secrets, queues, events: made.events, ...changes },
      settings,
      checkpointRows,
    );
    return (durationMs = 4 * minute) => housekeep(deps, chores, clock.now() + durationMs);
  };
  const keepHouse = start();

  return {
    ...made,
    checkpointRows,
    start,
    keepHouse,
    /** One run of housekeeping, and what it put delivered. */
    beat: async (run = keepHouse) => {
      await run();
      await made.release();
      return made.runForward();
    },
    /** The column of that name, as a person would write it. */
    wantHeartbeats: async (name: string) => {
      const row = await receivers.table.get('destination', name);
      await receivers.table.put('destination', name, { ...row?.columns, heartbeat: true });
      // What was read before is remembered for ten seconds.
      clock.advance(10_000);
    },
    addTenant: (id: string, columns: Columns = {}) =>
      tenantRows.put('tenant', id, { displayName: 'Contoso', status: 'active', ...columns }),
    saveCheckpoint: async (tenantId: string, changes: Partial<Checkpoint> = {}, source = 'defender-xdr') => {
      const { etag } = await checkpoints.load({ tenantId, source });
      await checkpoints.save({ tenantId, source }, collectedAt(clock.now(), changes), etag);
    },
  };
}

/** A source that is collected up to 20 seconds before `nowMs`, and fine. */
export function collectedAt(nowMs: number, changes: Partial<Checkpoint> = {}): Checkpoint {
  const at = nowMs - 20_000;
  return {
    progress: { marks: [ticksOfMs(at - 15 * minute), ticksOfMs(at)], owed: [] },
    seen: new SeenVersions(),
    health: { state: 'ok', since: nowMs - 300 * minute, faults: 0, probes: 0 },
    owedCalls: noCalls,
    lastAttempt: at,
    lastSuccess: at,
    lastSaved: at,
    collected: 1_234,
    ...changes,
  };
}

/** What a heartbeat says. */
export function said(data: string | undefined) {
  return JSON.parse(data ?? '{}') as {
    readonly summary: string;
    readonly hour: string;
    readonly tenant: { readonly status: string };
    readonly sources: readonly { readonly [name: string]: unknown }[];
  };
}
