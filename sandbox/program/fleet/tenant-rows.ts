import type { TenantToWrite } from '../storage-rows';
import type { CustomerSource } from './customer';
import { defaultSource } from './sources';

/** One row a tenant. Who wants the default source alone needs no column `sources`. */
export function tenantRows(customers: readonly CustomerSource[]): TenantToWrite[] {
  const rows = new Map<string, TenantToWrite>();
  for (const { id, name, source = defaultSource } of customers) {
    const sources = [...(rows.get(id)?.sources ?? []), source];
    rows.set(id, { id, name, sources });
  }
  return [...rows.values()].map(({ id, name, sources = [] }) =>
    sources.every((source) => source === defaultSource) ? { id, name } : { id, name, sources },
  );
}
