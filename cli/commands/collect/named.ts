import { RelayError } from '../../../shared/errors';
import type { TenantRow } from '../../../shared/tenants/row';
import { faultsOf } from '../tenants/registered';
import { standstillOf } from '../tenants/standstill';

/**
 * Makes sure that every tenant that was named can be collected. Throws one message about all that can't: `row_invalid`
 * when their rows are malformed, else `usage_invalid`.
 */
export function ensureCollectable(
  named: readonly { readonly id: string; readonly row: TenantRow | undefined }[],
): void {
  const refused = named.flatMap(({ id, row }) => refusal(id, row) ?? []);
  if (refused.length === 0) return;
  const malformed = named.filter(({ row }) => row?.kind === 'malformed').length;
  const message = [...refused, 'Nothing was collected.'].join('\n');
  throw new RelayError(malformed === refused.length ? 'row_invalid' : 'usage_invalid', message);
}

function refusal(id: string, row: TenantRow | undefined): string | undefined {
  if (!row) return `Tenant ${id} isn't registered. "relay tenants list" shows those that are.`;
  if (row.kind === 'malformed') return faultsOf(id, row.malformed);
  const standstill = standstillOf(row.tenant);
  // A suspended tenant is probed, when its sources are due.
  if (!standstill || standstill.isProbed) return undefined;
  const { displayName, status, statusReason } = row.tenant;
  const reason = statusReason ? ` (${statusReason})` : '';
  const advice =
    status === 'invited'
      ? `The consent link: relay tenants check ${id}`
      : `Collect it again: relay tenants resume ${id}`;
  return `${displayName} (${id}) isn't collected: ${standstill.text}${reason}. ${advice}`;
}
