import type { Clock } from '../clock';
import { sources } from '../sources/registry';
import type { Log } from '../telemetry/log';
import type { MalformedTenant, Tenant } from '../tenants/tenant';
import type { Checkpoints } from './checkpoint';
import type { Target } from './target';

export type ListedTenant =
  | { readonly kind: 'tenant'; readonly tenant: Tenant }
  | { readonly kind: 'malformed'; readonly malformed: MalformedTenant };

export interface TargetSelection {
  readonly listTenants: () => AsyncIterable<ListedTenant>;
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The targets of active tenants, and of suspended ones whose probe is due, that aren't parked, the longest unattempted first, those that failed last. A malformed row is reported and
 * skipped; `only` names tenants that a run handed over, and that run has reported already.
 */
export async function dueTargets(selection: TargetSelection, only?: readonly string[]): Promise<readonly Target[]> {
  const { clock, checkpoints, log } = selection;
  const wanted = only && new Set(only);
  const known = new Map((await checkpoints.summaries()).map((each) => [`${each.tenantId}/${each.source}`, each]));
  const now = clock.now();
  const due: { target: Target; failing: boolean; lastAttempt: number }[] = [];
  for await (const listed of selection.listTenants()) {
    if (listed.kind === 'malformed') {
      const { rowKey, faults } = listed.malformed;
      if (!wanted) log('warn', 'row.malformed', { table: 'tenants', row: rowKey, reason: faults.join('; ') });
      continue;
    }
    const { tenant } = listed;
    if (!isCollected(tenant) || (wanted && !wanted.has(tenant.id))) continue;
    for (const name of tenant.sources) {
      const summary = known.get(`${tenant.id}/${name}`);
      if (summary?.notBefore !== undefined && summary.notBefore > now) continue;
      const { failing = false, lastAttempt = 0 } = summary ?? {};
      due.push({ target: { tenant, source: sources[name] }, failing, lastAttempt });
    }
  }
  // Those that failed wait for a time-out perhaps, and so go last: nobody healthy waits for them.
  due.sort((a, b) => Number(a.failing) - Number(b.failing) || a.lastAttempt - b.lastAttempt);
  return due.map(({ target }) => target);
}

/** A suspended tenant is probed: its checkpoints say when. */
function isCollected({ status }: Tenant): boolean {
  return status === 'active' || status === 'suspended';
}
