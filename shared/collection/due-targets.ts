import type { Clock } from '../clock';
import { hour } from '../duration';
import { sources } from '../sources/registry';
import type { Log } from '../telemetry/log';
import type { MalformedTenant, Tenant } from '../tenants/tenant';
import type { Checkpoints } from './checkpoint';
import { type HandOver, isStale } from './hand-over';
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

/** Those that failed wait for a time-out perhaps, so nobody healthy waits for them, unless they had no turn for so long. */
const failedWaitMs = hour;

/**
 * The targets of active tenants, and of suspended ones whose probe is due, that aren't parked: the longest unattempted
 * first, those that failed last. A malformed row is reported and skipped. `only` names tenants, or hands over those that
 * a run didn't do itself; a malformed row is reported by the runs over all.
 */
export async function dueTargets(
  selection: TargetSelection,
  only?: readonly string[] | HandOver,
): Promise<readonly Target[]> {
  const { clock, checkpoints, log } = selection;
  const handedOver = only && 'tenants' in only ? only : undefined;
  if (handedOver && isStale(handedOver, clock.now())) return [];
  const wanted = only && new Set('tenants' in only ? only.tenants : only);
  const known = new Map((await checkpoints.summaries()).map((each) => [`${each.tenantId}/${each.source}`, each]));
  const now = clock.now();
  const due: { target: Target; turn: number }[] = [];
  for await (const listed of selection.listTenants()) {
    if (listed.kind === 'malformed') {
      const { rowKey, faults } = listed.malformed;
      if (!wanted) log('warn', 'row.malformed', { row: `tenants/${rowKey}`, reason: faults.join('; ') });
      continue;
    }
    const { tenant } = listed;
    if (!isCollected(tenant) || (wanted && !wanted.has(tenant.id))) continue;
    for (const name of tenant.sources) {
      const summary = known.get(`${tenant.id}/${name}`);
      if (summary?.notBefore !== undefined && summary.notBefore > now) continue;
      const { failing = false, lastAttempt = 0 } = summary ?? {};
      if (handedOver && lastAttempt >= handedOver.at) continue;
      due.push({ target: { tenant, source: sources[name] }, turn: failing ? lastAttempt + failedWaitMs : lastAttempt });
    }
  }
  due.sort((a, b) => a.turn - b.turn);
  return due.map(({ target }) => target);
}

/** A suspended tenant is probed: its checkpoints say when. */
function isCollected({ status }: Tenant): boolean {
  return status === 'active' || status === 'suspended';
}
