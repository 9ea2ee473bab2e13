import { RelayError } from '../../../shared/errors';
import { guid } from '../../../shared/setting-parsers';
import type { TenantRegistry } from '../../../shared/tenants/registry';

/** A tenant as it was typed. */
export interface NamedTenant {
  /** GUID, lower case. */
  readonly id: string;
  /** Absent when it isn't registered (any more), or its row is malformed. */
  readonly displayName?: string;
}

/**
 * The tenant that was typed by its GUID, which needn't be registered, or by its display name in any case. Rejects
 * `usage_invalid` when no tenant, or more than one, has that name.
 */
export async function tenantNamed(typed: string, tenants: TenantRegistry): Promise<NamedTenant> {
  const id = guid(typed.trim());
  if ('value' in id) return { id: id.value, ...(await nameOf(id.value, tenants)) };
  const found: NamedTenant[] = [];
  for await (const row of tenants.listTenants()) {
    if (row.kind === 'tenant' && sameName(row.tenant.displayName, typed)) found.push(row.tenant);
  }
  const [only, ...others] = found;
  if (only && others.length === 0) return { id: only.id, displayName: only.displayName ?? typed };
  const message = only
    ? [`Several tenants are called "${typed}"; name one by its id:`, ...found.map((each) => `  ${each.id}`)].join('\n')
    : `No tenant is called "${typed}". "relay tenants list" shows those that are registered; any GUID is taken too.`;
  throw new RelayError('usage_invalid', message);
}

export function titleOf({ id, displayName }: NamedTenant): string {
  return displayName === undefined ? `tenant ${id}` : `${displayName} (${id})`;
}

async function nameOf(id: string, tenants: TenantRegistry): Promise<Pick<NamedTenant, 'displayName'>> {
  const row = await tenants.get(id);
  return row?.kind === 'tenant' ? { displayName: row.tenant.displayName } : {};
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
