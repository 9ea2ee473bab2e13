import type { TimerName } from '../../monitoring/alerts/alert';
import type { Row } from '../../monitoring/alerts/evaluate';
import { checkpointTable } from '../../shared/collection/checkpoint-table';
import { collectTenants } from '../../shared/collection/collect-tenants';
import { storePoison } from '../../shared/delivery/poison';
import { minute } from '../../shared/duration';
import { housekeep } from '../../shared/housekeeping/housekeep';
import type { Columns } from '../../shared/storage/tables';
import { jsonLog, type LogLevel } from '../../shared/telemetry/log';
import { tenantRegistry } from '../../shared/tenants/registry';
import { FakeDefender } from '../collection/support/fake-defender';
import { fleet } from '../collection/support/fleet';
import { incident, tenantId } from '../collection/support/world';
import { memoryQueue, memoryTable } from '../delivery/memory-storage';
import { asTriggered, relay } from '../delivery/relay';
import { type Broken, throwIf } from './broken';
import { breakableChores } from './chores';
import { rowOfLine } from './rows';

/**
 * Collecting, delivering and housekeeping of the real relay on storage in memory and fake time, with `rows` as the log
 * tables would have them. Each tenant has a new incident every three minutes.
 */
export function wholeRelay(tenants = 2) {
  const made = relay('siem');
  const { clock, deps, events } = made;
  const rows: Row[] = [];
  const lines: string[] = [];
  const state: { broken: Broken } = { broken: {} };
  const apis = new Map<string, FakeDefender>();
  const [tenantTable, checkpointRows] = [memoryTable(), memoryTable()];
  const registry = tenantRegistry(tenantTable, { sources: ['defender-xdr'], lookbackMs: 0, cloud: 'commercial' });
  const addTenant = (id: string, columns: Columns = {}) => {
    const api = new FakeDefender({ now: clock.now });
    apis.set(id, api);
    void tenantTable.put('tenant', id, { displayName: 'Contoso', status: 'active', ...columns });
    return api;
  };
  for (let number = 1; number <= tenants; number += 1) addTenant(tenantId(number));
  const queues = {
    incidents: made.queue,
    'incidents-retry': made.retryQueue,
    'incidents-poison': memoryQueue(clock),
    tenants: memoryQueue(clock),
    'tenants-poison': memoryQueue(clock),
  };
  const listTenants = () => {
    throwIf(state.broken.tenants);
    return registry.listTenants();
  };
  const apiOf = (id: string) => {
    const api = apis.get(id);
    if (!api) throw new Error(`No tenant ${id}`);
    return api;
  };
  const { collector } = fleet({
    clock,
    http: (request) => apiOf(new URL(request.url).pathname.split('/')[1] ?? '').send(request),
    token: async (id, issue) => {
      throwIf(state.broken.token?.(id));
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
        throwIf(state.broken.put?.(event.attributes.tenantid));
        await events.put(event);
      },
    },
  });
  const chores = breakableChores(
    { ...deps, tenants: { listTenants }, queues, events },
    checkpointRows,
    () => state.broken,
  );
  const timers: Readonly<Record<TimerName, () => Promise<unknown>>> = {
    collect: () => collectTenants(collector),
    release: () => made.release(),
    housekeep: () => housekeep(deps, chores, clock.now() + 4 * minute),
  };
  const stopped = new Set<TimerName | 'forward'>();
  let logged = 0;
  /** What was logged since, as the lines that the app writes, read back as a query does. */
  const ingest = () => {
    const write = jsonLog(clock, (_level, line) => {
      lines.push(line);
      rows.push(rowOfLine(line));
    });
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
    /** The very lines that the rows of AppTraces were read from, in the same order. */
    lines,
    queues,
    /** Timers, and the trigger, that run no more. */
    stopped,
    /** Sets what is broken; `{}` mends it. */
    breaks: (broken: Broken) => {
      state.broken = broken;
    },
    api: (number: number) => apiOf(tenantId(number)),
    /** With what its row says besides; resolves to its API. */
    addTenant,
    tenantTable,
    checkpointRows,
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
