import { TableClient, type TableEntity } from '@azure/data-tables';
import type { AzureCredential } from '../access/identity';
import type { StorageConnection } from '../settings';
import { checkEntityLimits } from './entity-limits';
import { statusOf, storageFault } from './faults';

export type Cell = string | number | boolean | bigint | Uint8Array | Date;
export type Columns = Readonly<Record<string, Cell | undefined>>;

export interface Row {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly etag: string;
  readonly columns: Columns;
}

export interface ListOptions {
  /** OData filter; values in it must be escaped by the caller. */
  readonly filter?: string;
  readonly select?: readonly string[];
}

/** One table. Every rejection is a RelayError: `storage_conflict` for a lost race, else `storage_failed`. */
export interface Table {
  ensure(): Promise<void>;
  get(partitionKey: string, rowKey: string): Promise<Row | undefined>;
  /** Pages through all matching rows; the service hands out at most 1,000 a page. */
  list(options?: ListOptions): AsyncIterable<Row>;
  /** Rejects `storage_conflict` when the row exists. Resolves to its ETag. */
  insert(partitionKey: string, rowKey: string, columns: Columns): Promise<string>;
  /** Replaces the whole row if its ETag is still `etag`. Resolves to the new ETag. */
  replace(partitionKey: string, rowKey: string, columns: Columns, etag: string): Promise<string>;
  /** Changes only the columns given, if the ETag is still `etag`. */
  merge(partitionKey: string, rowKey: string, columns: Columns, etag: string): Promise<string>;
  /** Writes the row whatever was there. */
  put(partitionKey: string, rowKey: string, columns: Columns): Promise<void>;
  /** No error when it is gone already. */
  remove(partitionKey: string, rowKey: string, etag?: string): Promise<void>;
}

export function openTable(connection: StorageConnection, credential: AzureCredential, name: string): Table {
  const client =
    connection.kind === 'connection-string'
      ? TableClient.fromConnectionString(connection.value, name, { allowInsecureConnection: true })
      : new TableClient(connection.tableServiceUri, name, credential);
  return new AzureTable(client, name);
}

class AzureTable implements Table {
  constructor(
    private readonly client: TableClient,
    private readonly name: string,
  ) {}

  async ensure(): Promise<void> {
    // The SDK answers an existing table with a plain return, so a 409 never shows.
    await this.attempt('creating it', () => this.client.createTable());
  }

  async get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    try {
      return toRow(await this.client.getEntity(partitionKey, rowKey));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw storageFault(`Reading table ${this.name}`, error);
    }
  }

  async *list(options: ListOptions = {}): AsyncIterable<Row> {
    const queryOptions = {
      ...(options.filter && { filter: options.filter }),
      ...(options.select && { select: ['PartitionKey', 'RowKey', ...options.select] }),
    };
    try {
      for await (const entity of this.client.listEntities({ queryOptions })) yield toRow(entity);
    } catch (error) {
      throw storageFault(`Listing table ${this.name}`, error);
    }
  }

  async insert(partitionKey: string, rowKey: string, columns: Columns): Promise<string> {
    const entity = toEntity(partitionKey, rowKey, columns);
    return (await this.attempt('inserting a row', () => this.client.createEntity(entity))).etag ?? '';
  }

  async replace(partitionKey: string, rowKey: string, columns: Columns, etag: string): Promise<string> {
    const entity = toEntity(partitionKey, rowKey, columns);
    const write = () => this.client.updateEntity(entity, 'Replace', { etag });
    return (await this.attempt('replacing a row', write)).etag ?? '';
  }

  async merge(partitionKey: string, rowKey: string, columns: Columns, etag: string): Promise<string> {
    const entity = toEntity(partitionKey, rowKey, columns);
    return (await this.attempt('changing a row', () => this.client.updateEntity(entity, 'Merge', { etag }))).etag ?? '';
  }

  async put(partitionKey: string, rowKey: string, columns: Columns): Promise<void> {
    const entity = toEntity(partitionKey, rowKey, columns);
    await this.attempt('writing a row', () => this.client.upsertEntity(entity, 'Replace'));
  }

  async remove(partitionKey: string, rowKey: string, etag = '*'): Promise<void> {
    try {
      await this.client.deleteEntity(partitionKey, rowKey, { etag });
    } catch (error) {
      if (statusOf(error) !== 404) throw storageFault(`Removing a row of table ${this.name}`, error);
    }
  }

  private async attempt<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageFault(`Table ${this.name}: ${what}`, error);
    }
  }
}

function toEntity(partitionKey: string, rowKey: string, columns: Columns): TableEntity {
  const present = Object.fromEntries(Object.entries(columns).filter(([, cell]) => cell !== undefined));
  const entity = { ...present, partitionKey, rowKey };
  checkEntityLimits(entity);
  return entity;
}

const bookkeeping = new Set(['partitionKey', 'rowKey', 'etag', 'timestamp', 'odata.metadata']);

function toRow(entity: Record<string, unknown>): Row {
  const columns: Record<string, Cell> = {};
  for (const [name, cell] of Object.entries(entity)) {
    if (!bookkeeping.has(name) && cell !== null && cell !== undefined) columns[name] = cell as Cell;
  }
  const { partitionKey, rowKey, etag } = entity;
  return { partitionKey: String(partitionKey), rowKey: String(rowKey), etag: String(etag), columns };
}
