import { inParallel } from '../../parallel';
import type { Table } from '../../storage/tables';
import { rowOf } from './columns';
import { type DeliveryRow, emptyRow } from './delivery-row';
import { type DeliveryPlace, keyRangeOf, placeOfRow } from './place';
import { isUneven, type Sums, SumsInProgress } from './sums';

export interface DeliveryListing {
  /** One record with every destination that it was ever meant for. `names`: the destinations that are configured. */
  ofRecord(
    tenantId: string,
    kind: string,
    record: string,
    names: readonly string[],
  ): Promise<readonly { readonly destination: string; readonly row: DeliveryRow }[]>;
  /** What became of all versions, of one tenant or of all, by destination. Reads the whole table, page by page. */
  sums(names: readonly string[], tenantId?: string): Promise<Sums>;
}

const countColumns = Object.keys(emptyRow.counts);

/** The first hexadecimal digit of the tenant's id divides the table into parts that are read side by side. */
const slices = '0123456789abcdef';
const sideBySide = 8;

type ReadTable = Pick<Table, 'list' | 'get'>;

/** The table `deliveries`, for whoever only looks at it. Rejects `storage_failed`. */
export function deliveryListing(table: ReadTable): DeliveryListing {
  return {
    async ofRecord(tenantId, kind, record, names) {
      const found: { destination: string; row: DeliveryRow }[] = [];
      const filter = `PartitionKey eq '${tenantId}' and ${keyRangeOf(kind, record)}`;
      for await (const { rowKey, columns } of table.list({ filter })) {
        const place = placeOfRow(rowKey, names);
        if (place) found.push({ destination: place.destination, row: rowOf(columns) });
      }
      return found;
    },
    async sums(names, tenantId) {
      const sums = new SumsInProgress();
      const filters = tenantId === undefined ? sliceFilters() : [`PartitionKey eq '${tenantId}'`];
      await inParallel(sideBySide, filters, (filter) => addAll(table, filter, names, sums));
      await inParallel(sideBySide, sums.open, async ({ rowKey, place }) => {
        const row = await table.get(place.tenantId, rowKey);
        if (row && isUneven(rowOf(row.columns))) sums.uneven.push(place);
      });
      return sums.result();
    },
  };
}

async function addAll(table: ReadTable, filter: string, names: readonly string[], sums: SumsInProgress): Promise<void> {
  for await (const { partitionKey, rowKey, columns } of table.list({ filter, select: countColumns })) {
    const place = placeOfRow(rowKey, names);
    if (!place || !isCounted(place)) continue;
    sums.add({ rowKey, place: { tenantId: partitionKey, ...place } }, rowOf(columns).counts);
  }
}

/** Heartbeats and tests are nobody's records. */
function isCounted({ kind }: DeliveryPlace): boolean {
  return kind !== 'heartbeat' && kind !== 'test';
}

/** The first reaches down to the beginning of the table and the last up to its end: no row lies between two. */
function sliceFilters(): readonly string[] {
  return [...slices].map((digit, index) => {
    const next = slices[index + 1];
    const from = index === 0 ? [] : [`PartitionKey ge '${digit}'`];
    return [...from, ...(next ? [`PartitionKey lt '${next}'`] : [])].join(' and ');
  });
}
