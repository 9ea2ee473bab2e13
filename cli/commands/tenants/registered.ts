import { RelayError } from '../../../shared/errors';
import type { TenantRow } from '../../../shared/tenants/row';
import type { MalformedTenant, Tenant } from '../../../shared/tenants/tenant';

/** The row that was found for a typed id. Throws `usage_invalid` when there is none. */
export function registered(id: string, row: TenantRow | undefined): TenantRow {
  if (row) return row;
  throw new RelayError(
    'usage_invalid',
    `Tenant ${id} isn't registered. Register it: relay tenants add ${id} --name <display name>`,
  );
}

/** The tenant of that row. Throws `usage_invalid` when there is none, and `row_invalid` with all its faults. */
export function wellFormed(id: string, row: TenantRow | undefined): Tenant {
  const found = registered(id, row);
  if (found.kind === 'tenant') return found.tenant;
  throw new RelayError('row_invalid', faultsOf(id, found.malformed), { tenant: id });
}

export function faultsOf(id: string, { faults }: MalformedTenant): string {
  return [`The row of tenant ${id} is malformed:`, ...faults.map((fault) => `  - ${fault}`)].join('\n');
}
