import type { Table } from '../storage/tables';
import type { Checkpoint } from './checkpoint';
import { fromColumns } from './checkpoint-row';

/** How one source of one tenant stands, as far as its row can be read. */
export interface ListedCheckpoint {
  readonly source: string;
  readonly checkpoint?: Pick<Checkpoint, 'progress' | 'health' | 'claim' | 'lastAttempt' | 'lastSuccess' | 'gaps'>;
  /** What is wrong with the row, where it can't be read. */
  readonly unreadable?: string;
}

/** All but the versions seen, which are by far the largest part of a row. */
const select = [
  ...['marks', 'owed', 'coarse', 'openOnly', 'gaps'],
  ...['state', 'since', 'reason', 'code', 'faults', 'probes', 'notBefore'],
  ...['claimOwner', 'claimUntil', 'lastAttempt', 'lastSuccess'],
];

/** The whole table `checkpoints`, by tenant GUID: for whoever only looks at all of it. Rejects `storage_failed`. */
export async function listCheckpoints(table: Table): Promise<ReadonlyMap<string, readonly ListedCheckpoint[]>> {
  const byTenant = new Map<string, ListedCheckpoint[]>();
  for await (const { partitionKey, rowKey, columns } of table.list({ select })) {
    const parsed = fromColumns(columns);
    const listed: ListedCheckpoint =
      'checkpoint' in parsed
        ? { source: rowKey, checkpoint: parsed.checkpoint }
        : { source: rowKey, unreadable: parsed.faults.join('; ') };
    byTenant.set(partitionKey, [...(byTenant.get(partitionKey) ?? []), listed]);
  }
  return byTenant;
}
