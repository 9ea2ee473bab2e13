import { RelayError } from '../errors';
import type { Table } from '../storage/tables';
import type { CheckpointKey, CheckpointSummary, Checkpoints } from './checkpoint';
import { fromColumns, toColumns } from './checkpoint-row';

/** `Checkpoints` over Table Storage: PartitionKey tenant GUID, RowKey source. */
export function checkpointTable(table: Table): Checkpoints {
  return {
    async load({ tenantId, source }) {
      const row = await table.get(tenantId, source);
      if (!row) return { checkpoint: undefined, etag: undefined };
      const parsed = fromColumns(row.columns);
      if ('checkpoint' in parsed) return { checkpoint: parsed.checkpoint, etag: row.etag };
      throw unreadable({ tenantId, source }, parsed.faults);
    },
    async save({ tenantId, source }, checkpoint, etag) {
      const columns = toColumns(checkpoint);
      return etag === undefined
        ? table.insert(tenantId, source, columns)
        : table.replace(tenantId, source, columns, etag);
    },
    async summaries() {
      const summaries: CheckpointSummary[] = [];
      for await (const row of table.list({ select: ['notBefore', 'lastAttempt', 'state'] })) {
        const { notBefore, lastAttempt, state } = row.columns;
        const instants = { notBefore: Date.parse(String(notBefore)), lastAttempt: Date.parse(String(lastAttempt)) };
        summaries.push({
          tenantId: row.partitionKey,
          source: row.rowKey,
          failing: state === 'failing' || state === 'suspended',
          ...(!Number.isNaN(instants.notBefore) && { notBefore: instants.notBefore }),
          ...(!Number.isNaN(instants.lastAttempt) && { lastAttempt: instants.lastAttempt }),
        });
      }
      return summaries;
    },
  };
}

function unreadable({ tenantId, source }: CheckpointKey, faults: readonly string[]): RelayError {
  const what = `The checkpoint of ${source} for tenant ${tenantId} can't be read (${faults.join('; ')}).`;
  const advice =
    'Repair the row in the table "checkpoints"; or delete it, and collection starts anew with the history of COLLECT_LOOKBACK.';
  return new RelayError('row_invalid', `${what} ${advice}`, { tenant: tenantId, source });
}
