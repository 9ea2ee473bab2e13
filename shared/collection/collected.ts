import type { Table } from '../storage/tables';

/**
 * How many versions collection has put on the queue since the start, over all sources of one tenant, or of all. Of the
 * table `checkpoints` only this count is read. Rejects `storage_failed`.
 */
export async function collectedVersions(table: Table, tenantId?: string): Promise<number> {
  const filter = tenantId === undefined ? {} : { filter: `PartitionKey eq '${tenantId}'` };
  let sum = 0;
  for await (const { columns } of table.list({ ...filter, select: ['collected'] }))
    sum += Number(columns.collected) || 0;
  return sum;
}
