import { latencyOf } from '../../../shared/delivery/deliveries/columns';
import type { Json } from '../../json';
import type { NamedTenant } from '../tenants/tenant-named';
import { logQuery } from './log-query';
import type { Standing, TracedRecord } from './traced';

/** Everything that `describeTrace` says. */
export function traceJson(tenant: NamedTenant, record: string, traced: readonly TracedRecord[]): Json {
  return {
    tenant: { ...tenant },
    record,
    found: traced.map(({ kind, versions, older }) => ({
      kind,
      versions: versions.map(({ version, queued, standings }) => ({
        ...version,
        queued,
        destinations: standings.map(standingJson),
      })),
      older: older.map(({ destination, counts, total }) => ({ destination, total, ...counts })),
      logQuery: logQuery(
        tenant.id,
        record,
        versions.map(({ version }) => version.id),
      ).join('\n'),
    })),
  };
}

function standingJson({ destination, outcome, sending, letter }: Standing): Json {
  const { version: _version, queued: _queued, ...rest } = outcome;
  return { destination, ...rest, latencyMs: latencyOf(outcome), sending, letter: letter?.key };
}
