import { TableClient } from '@azure/data-tables';
import type { AzureCredential } from '../access/identity';
import type { StorageConnection } from '../settings';
import { checkEntityLimits, type Entity } from './entity-limits';
import { statusOf, storageFault } from './faults';
import { type Patience, patiently, repeatDelays, usualPatience } from './patience';

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

const clientOptions = { retryOptions: { maxRetries: 3, ...repeatDelays } };

export function openTable(
  connection: StorageConnection,
  credential: AzureCredential,
  name: string,
  patience: Patience = usualPatience,
): Table {
  const client =
    connection.kind === 'connection-string'
      ? TableClient.fromConnectionString(connection.value, name, { ...clientOptions, allowInsecureConnection: true })
      : new TableClient(connection.tableServiceUri, name, credential, clientOptions);
  return new AzureTable(client, name, patience);
}

class AzureTable implements Table {
  constructor(
    private readonly client: TableClient,
    private readonly name: string,
    private readonly patience: Patience,
  ) {}

  async ensure(): Promise<void> {
    // The SDK answers an existing table with a plain return, so a 409 never shows.
    await this.attempt('creating it', (abortSignal) => this.client.createTable({ abortSignal }));
  }

  async get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    const read = (abortSignal: AbortSignal) => this.client.getEntity(partitionKey, rowKey, { abortSignal });
    try {
      return toRow(await patiently(this.patience, read));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw storageFault(`Reading table ${this.name}`, error);
    }
  }

  async *list(options: ListOptions = {}): AsyncIterable<Row> {
    let continuationToken: string | undefined;
    do {
      const page = await this.page(options, continuationToken);
      for (const entity of page) yield toRow(entity);
      continuationToken = page.continuationToken;
    } while (continuationToken);
  }

  /** A page by itself, so that the patience with it doesn't run out while somebody works on its rows. */
  private async page({ filter, select }: ListOptions, continuationToken: string | undefined): Promise<Page> {
    const queryOptions = {
      ...(filter && { filter }),
      ...(select && { select: ['PartitionKey', 'RowKey', ...select] }),
    };
    const read = (abortSignal: AbortSignal) =>
      this.client
        .listEntities({ queryOptions, abortSignal })
        .byPage({ ...(continuationToken && { continuationToken }) })
        .next();
    try {
      const { done, value } = await patiently(this.patience, read);
      return done ? [] : value;
    } catch (error) {
      throw storageFault(`Listing table ${this.name}`, error);
    }
  }

  async insert(partitionKey: string, rowKey: string, columns: Columns): Promise<string> {
    const entity = toEntity(partitionKey, rowKey, columns);
    const write = (abortSignal: AbortSignal) => this.client.createEntity(entity, { abortSignal });
    return (await this.attempt('inserting a row', write)).etag ?? '';
  }

  async replace(partitionKey: string, rowKey: string, columns: Columns, etag: string): Promise<string> {
    const entity = toEntity(partitionKey, rowKey, columns);
    const write = (abortSignal: AbortSignal) => this.client.updateEntity(entity, 'Replace', { etag, abortSignal });
    return (await this.attempt('replacing a row', write)).etag ?? '';
  }

  async merge(partitionKey: string, rowKey: string, columns: Columns, etag: string): Promise<string> {
    const entity = toEntity(partitionKey, rowKey, columns);
    const write = (abortSignal: AbortSignal) => this.client.updateEntity(entity, 'Merge', { etag, abortSignal });
    return (await this.attempt('changing a row', write)).etag ?? '';
  }

  async put(partitionKey: string, rowKey: string, columns: Columns): Promise<void> {
    const entity = toEntity(partitionKey, rowKey, columns);
    await this.attempt('writing a row', (abortSignal) => this.client.upsertEntity(entity, 'Replace', { abortSignal }));
  }

  async remove(partitionKey: string, rowKey: string, etag = '*'): Promise<void> {
    const remove = (abortSignal: AbortSignal) => this.client.deleteEntity(partitionKey, rowKey, { etag, abortSignal });
    try {
      await patiently(this.patience, remove);
    } catch (error) {
      if (statusOf(error) !== 404) throw storageFault(`Removing a row of table ${this.name}`, error);
    }
  }

  private async attempt<T>(what: string, work: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await patiently(this.patience, work);
    } catch (error) {
      throw storageFault(`Table ${this.name}: ${what}`, error);
    }
  }
}

type Page = readonly Record<string, unknown>[] & { readonly continuationToken?: string };

function toEntity(partitionKey: string, rowKey: string, columns: Columns): Entity {
  const present = Object.entries(columns).flatMap(([name, cell]) =>
    cell === undefined ? [] : [[name, cell] as const],
  );
  const entity: Entity = { ...Object.fromEntries(present), partitionKey, rowKey };
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
