import type { TimerName } from '../../monitoring/alerts/alert';
import type { Row } from '../../monitoring/alerts/evaluate';
import { checkpointTable } from '../../shared/collection/checkpoint-table';
import { collectTenants } from '../../shared/collection/collect-tenants';
import { storePoison } from '../../shared/delivery/poison';
import { minute } from '../../shared/duration';
import { RelayError } from '../../shared/errors';
import { choresOf } from '../../shared/housekeeping/chores';
import { housekeep } from '../../shared/housekeeping/housekeep';
import type { Columns } from '../../shared/storage/tables';
import { jsonLog, type LogLevel } from '../../shared/telemetry/log';
import { tenantRegistry } from '../../shared/tenants/registry';
import { FakeDefender } from '../collection/support/fake-defender';
import { fleet } from '../collection/support/fleet';
import { incident, tenantId } from '../collection/support/world';
import { memoryQueue, memoryTable } from '../delivery/memory-storage';
import { asTriggered, relay } from '../delivery/relay';
import { rowOfLine } from './rows';

const partner = {
  clientId: '20000000-0000-4000-8000-000000000001',
  credential: { kind: 'secret', name: 'partner' },
} as const;

/** What fails from now on; empty: all is well. */
export interface Broken {
  /** Instead of a token of this tenant. */
  token?: (tenantId: string) => RelayError | undefined;
  /** Instead of an event on the queue. */
  put?: (tenantId: string) => RelayError | undefined;
  /** Instead of the list of tenants. */
  tenants?: RelayError;
  /** Instead of probing paused destinations. */
  probes?: RelayError;
  /** When the partner credential ends, as the vault says it. */
  expiresAt?: number;
}

/**
 * Collecting, delivering and housekeeping of the real relay on storage in memory and fake time, with `rows` as the log
 * tables would have them. Each tenant has a new incident every three minutes.
 */
export function wholeRelay(tenants = 2) {
  const made = relay('siem');
  const { clock, deps, events } = made;
  const rows: Row[] = [];
  const broken: Broken = {};
  const ids = Array.from({ length: tenants }, (_, index) => tenantId(index + 1));
  const apis = new Map(ids.map((id) => [id, new FakeDefender({ now: clock.now })]));
  const [tenantTable, checkpointRows] = [memoryTable(), memoryTable()];
  const registry = tenantRegistry(tenantTable, { sources: ['defender-xdr'], lookbackMs: 0, cloud: 'commercial' });
  for (const id of ids) void tenantTable.put('tenant', id, { displayName: 'Contoso', status: 'active' });
  const poison = [memoryQueue(clock), memoryQueue(clock)] as const;
  const queues = {
    incidents: made.queue,
    'incidents-retry': made.retryQueue,
    'incidents-poison': poison[0],
    tenants: memoryQueue(clock),
    'tenants-poison': poison[1],
  };
  const listTenants = () => {
    if (broken.tenants) throw broken.tenants;
    return registry.listTenants();
  };
  const { collector } = fleet({
    clock,
    http: (request) => apiOf(new URL(request.url).pathname.split('/')[1] ?? '').send(request),
    token: async (id, issue) => {
      const fault = broken.token?.(id);
      if (fault) throw fault;
      return issue();
    },
    changes: {
      log: deps.log,
      checkpoints: checkpointTable(checkpointRows),
      listTenants,
      setTenantStatus: async (tenant, status, reason) => {
        await registry.setStatus(tenant, status, reason, clock.now());
      },
      put: async (event) => {
        const fault = broken.put?.(event.attributes.tenantid);
        if (fault) throw fault;
        await events.put(event);
      },
    },
  });
  const secrets = {
    get: async () => ({ value: 'x', ...(broken.expiresAt !== undefined && { expiresAt: broken.expiresAt }) }),
  };
  const guard = {
    probePaused: async (deadlineMs: number) => {
      if (broken.probes) throw broken.probes;
      return deps.guard.probePaused(deadlineMs);
    },
  };
  const choreParts = { ...deps, tenants: { listTenants }, secrets, queues, events, guard };
  const chores = choresOf(choreParts, { collect: { schedule: '0 * * * * *' }, partner }, checkpointRows);
  const apiOf = (id: string) => {
    const api = apis.get(id);
    if (!api) throw new Error(`No tenant ${id}`);
    return api;
  };

  const timers: Readonly<Record<TimerName, () => Promise<unknown>>> = {
    collect: () => collectTenants(collector),
    release: () => made.release(),
    housekeep: () => housekeep(deps, chores, clock.now() + 4 * minute),
  };
  const stopped = new Set<TimerName | 'forward'>();
  let logged = 0;
  /** What was logged since, as the lines that the app writes, read back as a query does. */
  const ingest = () => {
    const write = jsonLog(clock, (_level, line) => rows.push(rowOfLine(line)));
    for (const { level, event, fields } of made.log.slice(logged)) write(level as LogLevel, event, fields);
    logged = made.log.length;
  };
  /** As the host reports a run; what a timer throws fails only that run. */
  const runTimer = async (name: TimerName) => {
    if (stopped.has(name)) return;
    const success = await timers[name]().then(
      () => true,
      () => false,
    );
    rows.push({ table: 'AppRequests', timeMs: clock.now(), name, success });
  };

  let minutes = 0;
  return {
    ...made,
    rows,
    queues,
    stopped,
    broken,
    api: (number: number) => apiOf(tenantId(number)),
    addTenant: (id: string, columns: Columns) => tenantTable.put('tenant', id, columns),
    /** What the host does with a message that failed five times. */
    poisoned: async (text: string) => {
      await storePoison(deps, asTriggered(text));
      ingest();
    },
    async minutes(count: number) {
      for (let passed = 0; passed < count; passed += 1) {
        clock.advance(minute);
        minutes += 1;
        if (minutes % 3 === 0) for (const api of apis.values()) api.put(incident(minutes, clock.now() - 1_000));
        await runTimer('collect');
        if (!stopped.has('forward')) await made.runForward();
        await runTimer('release');
        if (minutes % 5 === 0) await runTimer('housekeep');
        ingest();
      }
    },
  };
}
export type WholeRelay = ReturnType<typeof wholeRelay>;

export function fault(code: ConstructorParameters<typeof RelayError>[0]): RelayError {
  return new RelayError(code, `made to fail with ${code}`);
}
