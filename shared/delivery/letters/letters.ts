import { msOf } from '../../instant';
import type { BlobContainer } from '../../storage/blobs';
import type { Row, Table } from '../../storage/tables';
import { isMeantBy, partitionOf, rowKeyOf, type TypedKey } from './key';
import { type Letter, letterOf } from './letter';

export interface LetterFilter {
  /** `withoutDestination` for what has none. */
  readonly destination?: string;
  /** GUID, lower case. */
  readonly tenantId?: string;
}

/** What lies in the dead letters, for whoever looks at it or clears it away. Rejects `storage_failed`. */
export interface Letters {
  /** Page by page; of each destination the newest first. */
  all(filter: LetterFilter): AsyncIterable<Letter>;
  /** The newest of all destinations together, at most `limit`. */
  newest(filter: LetterFilter, limit: number): Promise<readonly Letter[]>;
  /** Those meant by each of the keys, which may be none or several. */
  meantBy(keys: readonly TypedKey[]): Promise<readonly (readonly Letter[])[]>;
  /** The letter of one version, if it has one. `collected`: RFC 3339, the event's `collectedat`. */
  of(destination: string, eventId: string, collected: string): Promise<Letter | undefined>;
  /** How many there are, by destination. */
  counts(filter: LetterFilter): Promise<ReadonlyMap<string, number>>;
  /** What was kept; undefined when it is gone. */
  content(letter: Letter): Promise<string | undefined>;
  /**
   * The row, then what was kept: a row never points at nothing. Rejects `storage_conflict` when the letter was stored
   * again since it was read.
   */
  remove(letter: Letter): Promise<void>;
}

export function lettersOf({ table, container }: { table: Table; container: BlobContainer }): Letters {
  const all = async function* (filter: LetterFilter): AsyncIterable<Letter> {
    for await (const row of table.list(queryOf(filter))) yield letterOf(row);
  };
  return {
    all,
    async newest(filter, limit) {
      const partitions = filter.destination === undefined ? await partitionsOf(table) : [filter.destination];
      const newest = await Promise.all(partitions.map((destination) => take(all({ ...filter, destination }), limit)));
      return newest.flat().sort(byRowKey).slice(0, limit);
    },
    async meantBy(keys) {
      const [only, ...others] = new Set(keys.map(({ partition }) => partition));
      const scope = others.length === 0 && only !== undefined ? { destination: only } : {};
      const found: Letter[][] = keys.map(() => []);
      for await (const row of table.list({ ...queryOf(scope), select: [] })) {
        const meant = keys.flatMap((key, index) => (isMeantBy(key, row) ? [index] : []));
        const whole = meant.length > 0 && (await table.get(row.partitionKey, row.rowKey));
        if (whole) for (const index of meant) found[index]?.push(letterOf(whole));
      }
      return found;
    },
    async of(destination, eventId, collected) {
      const collectedMs = msOf(collected);
      if (collectedMs === undefined) return undefined;
      const row = await table.get(partitionOf(destination), rowKeyOf(eventId, collectedMs));
      return row && letterOf(row);
    },
    async counts(filter) {
      const counts = new Map<string, number>();
      for await (const { partitionKey } of table.list({ ...queryOf(filter), select: [] })) {
        counts.set(partitionKey, (counts.get(partitionKey) ?? 0) + 1);
      }
      return counts;
    },
    content: async ({ blob }) => (await container.read(blob))?.toString(),
    async remove({ row, blob }) {
      await table.remove(row.partitionKey, row.rowKey, row.etag);
      await container.remove(blob);
    },
  };
}

function queryOf({ destination, tenantId }: LetterFilter): { readonly filter?: string } {
  const filters = [
    ...(destination === undefined ? [] : [`PartitionKey eq ${quoted(partitionOf(destination))}`]),
    ...(tenantId === undefined ? [] : [`tenant eq ${quoted(tenantId)}`]),
  ];
  return filters.length > 0 ? { filter: filters.join(' and ') } : {};
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** One request for each destination, however many letters it has. */
async function partitionsOf(table: Table): Promise<readonly string[]> {
  const partitions: string[] = [];
  for (let next = await firstBehind(table, ''); next; next = await firstBehind(table, next.partitionKey)) {
    partitions.push(next.partitionKey);
  }
  return partitions;
}

async function firstBehind(table: Table, partition: string): Promise<Row | undefined> {
  const [first] = await take(table.list({ filter: `PartitionKey gt ${quoted(partition)}`, select: [] }), 1);
  return first;
}

async function take<T>(items: AsyncIterable<T>, limit: number): Promise<readonly T[]> {
  const taken: T[] = [];
  if (limit <= 0) return taken;
  for await (const item of items) {
    taken.push(item);
    if (taken.length >= limit) break;
  }
  return taken;
}

function byRowKey(a: Letter, b: Letter): number {
  if (a.row.rowKey === b.row.rowKey) return 0;
  return a.row.rowKey < b.row.rowKey ? -1 : 1;
}
