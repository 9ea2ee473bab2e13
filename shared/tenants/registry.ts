import { RelayError } from '../errors';
import type { Table } from '../storage/tables';
import { readTenantRow, type TenantDefaults, type TenantRow, tenantPartition } from './row';
import { changeStatus, type StatusActor } from './status';
import type { Tenant, TenantStatus } from './tenant';

/** A tenant as a person writes it; what is left out is filled in from the settings whenever the row is read. */
export interface NewTenant {
  /** GUID, lower case. */
  readonly id: string;
  readonly displayName: string;
  readonly status: Extract<TenantStatus, 'invited' | 'active'>;
  /** Comma separated, as in the row. */
  readonly sources?: string;
  readonly destinations?: string;
  /** ISO 8601 duration. */
  readonly lookback?: string;
  readonly apiHost?: string;
}

/** The table `tenants`. Rejects `storage_failed` when the table can't be reached. */
export interface TenantRegistry {
  /** Every row, page by page; malformed ones are reported, so that they never stop the others. */
  listTenants(): AsyncIterable<TenantRow>;
  /** `id`: GUID, lower case. Undefined when there is no such row. */
  get(id: string): Promise<TenantRow | undefined>;
  /** Rejects `usage_invalid` listing every fault of `tenant`, `storage_conflict` when its id is registered already. */
  add(tenant: NewTenant, now: number): Promise<Tenant>;
  /**
   * Changes the status if nobody changed the row since `tenant` was read; resolves to the tenant as it is now.
   * Rejects `storage_conflict` when somebody did, `usage_invalid` when `by` may not do this (see `changeStatus`).
   */
  setStatus(
    tenant: Tenant,
    status: TenantStatus,
    reason: string | undefined,
    now: number,
    by?: StatusActor,
  ): Promise<Tenant>;
}

export function tenantRegistry(table: Table, defaults: TenantDefaults): TenantRegistry {
  return {
    async *listTenants() {
      // Without a filter on the partition: a row that a person put into another one would be missed in silence.
      for await (const row of table.list()) yield readTenantRow(row, defaults);
    },
    async get(id) {
      const row = await table.get(tenantPartition, id);
      return row && readTenantRow(row, defaults);
    },
    add: (tenant, now) => add(table, defaults, tenant, now),
    async setStatus(tenant, status, reason, now, by = 'relay') {
      const columns = changeStatus(tenant, { status, by, ...(reason && { reason }) }, now);
      const etag = await table.merge(tenantPartition, tenant.id, { ...columns }, tenant.etag);
      const { statusReason: _cleared, ...kept } = tenant;
      const { statusReason, ...changed } = columns;
      return { ...kept, ...changed, ...(statusReason && { statusReason }), etag };
    },
  };
}

async function add(table: Table, defaults: TenantDefaults, tenant: NewTenant, now: number): Promise<Tenant> {
  const { id, ...given } = tenant;
  const columns = { ...given, statusSince: new Date(now).toISOString() };
  // Read as it will be read later: nothing gets in that would be reported as malformed the next minute.
  const candidate = readTenantRow({ partitionKey: tenantPartition, rowKey: id, etag: '', columns }, defaults);
  if (candidate.kind === 'malformed') {
    const faults = candidate.malformed.faults.map((fault) => `  - ${fault}`);
    throw new RelayError('usage_invalid', [`Tenant ${id} can't be added:`, ...faults].join('\n'));
  }
  try {
    return { ...candidate.tenant, etag: await table.insert(tenantPartition, id, columns) };
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== 'storage_conflict') throw error;
    const message = `Tenant ${id} is registered already; "relay tenants list" shows it. Nothing was changed.`;
    throw new RelayError('storage_conflict', message, { tenant: id, cause: error });
  }
}
