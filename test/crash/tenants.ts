import type { Collection } from '../../sandbox/cloud/defender/collections';
import { openedTable, type TenantToWrite, writeTenants } from '../../sandbox/program/storage-rows';

const [both, incidentsOnly] = ['c0a54000-0000-4000-8000-00000000000a', 'c0a54000-0000-4000-8000-00000000000b'] as const;

export const tenants: readonly (TenantToWrite & { readonly destinations: readonly string[] })[] = [
  { id: both, name: 'Adventure Works', sources: ['defender-xdr', 'defender-endpoint'], destinations: ['siem'] },
  { id: incidentsOnly, name: 'Lamna Healthcare', destinations: ['siem', 'soc'] },
];

export async function writeTestedTenants(storage: string): Promise<void> {
  await writeTenants(storage, tenants);
  const table = await openedTable(storage, 'tenants');
  for (const { id, destinations } of tenants) {
    await table.updateEntity({ partitionKey: 'tenant', rowKey: id, destinations: destinations.join(',') }, 'Merge');
  }
}

/** One list of one tenant: what has a checkpoint of its own. */
export interface Stream {
  readonly tenantId: string;
  readonly route: Collection['route'];
}

export const streams: readonly [Stream, Stream, Stream] = [
  { tenantId: both, route: 'incidents' },
  { tenantId: both, route: 'alerts' },
  { tenantId: incidentsOnly, route: 'incidents' },
];
