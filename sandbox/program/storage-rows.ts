import { TableClient } from '@azure/data-tables';

export interface TenantToWrite {
  readonly id: string;
  readonly name: string;
  /** Absent: the default of the app's settings. */
  readonly sources?: readonly string[];
}

export interface WebhookToWrite {
  readonly name: string;
  readonly url: string;
  /** Name of the signing secret in the vault. */
  readonly secretName: string;
}

/** Writes rows as a person would in Storage Explorer: only what a complete tenant needs. */
export async function writeTenants(storage: string, tenants: readonly TenantToWrite[]): Promise<void> {
  const table = await openedTable(storage, 'tenants');
  for (const { id, name, sources } of tenants) {
    const row = { partitionKey: 'tenant', rowKey: id, displayName: name, status: 'active' };
    await table.upsertEntity({ ...row, ...(sources && { sources: sources.join(',') }) });
  }
}

/** A webhook that takes every tenant's events. */
export async function writeWebhook(storage: string, { name, url, secretName }: WebhookToWrite): Promise<void> {
  const table = await openedTable(storage, 'destinations');
  const settings = JSON.stringify({ url, secret: secretName });
  await table.upsertEntity({ partitionKey: 'destination', rowKey: name, type: 'webhook', settings, status: 'enabled' });
}

/** A client of one table, which is created if it isn't there. */
export async function openedTable(storage: string, name: string): Promise<TableClient> {
  const table = TableClient.fromConnectionString(storage, name, { allowInsecureConnection: true });
  // Azure answers 409 for a table that exists; the client takes that as done.
  await table.createTable();
  return table;
}
