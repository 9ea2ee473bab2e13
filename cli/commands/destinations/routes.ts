import type { TenantRegistry } from '../../../shared/tenants/registry';
import type { Tenant } from '../../../shared/tenants/tenant';

/** Which tenants send to a destination, by their column `destinations`. */
export interface Routes {
  /** Those that name it. */
  readonly naming: readonly Tenant[];
  /** How many name none, and so send to every destination. */
  readonly toAll: number;
  /** How many name others only. */
  readonly elsewhere: number;
  /** How many rows couldn't be read. */
  readonly malformed: number;
}

export async function routesTo(name: string, tenants: Pick<TenantRegistry, 'listTenants'>): Promise<Routes> {
  const naming: Tenant[] = [];
  const count = { toAll: 0, elsewhere: 0, malformed: 0 };
  for await (const row of tenants.listTenants()) {
    if (row.kind === 'malformed') count.malformed += 1;
    else if (row.tenant.destinations.includes(name)) naming.push(row.tenant);
    else if (row.tenant.destinations.length === 0) count.toAll += 1;
    else count.elsewhere += 1;
  }
  return { naming, ...count };
}
