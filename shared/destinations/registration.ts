import { RelayError } from '../errors';
import { isoOf } from '../instant';
import type { Row, Table } from '../storage/tables';
import type { DestinationTools } from './destination-type';
import { isDestinationName } from './name';
import { type DestinationRow, destinationPartition, type ReadyDestination, readDestinationRow } from './row';
import type { DestinationTable } from './table';

/** A destination as a person writes it; every column is left out that would be empty. */
export interface NewDestination {
  readonly name: string;
  readonly type: string;
  /** JSON, as in the row; secrets only as names of Key Vault secrets. */
  readonly settings: string;
  readonly format?: string;
  /** JSON */
  readonly filter?: string;
  readonly heartbeat?: boolean;
}

/** A row of the table `destinations` as it was written, and what it was read as. */
export type RegisteredRow = DestinationRow & { readonly row: Row };

/** The table `destinations` for whoever sets it up. Rejects `storage_failed` when it can't be reached. */
export interface DestinationRegistration extends Pick<DestinationTable, 'change'> {
  /** Every row, page by page, also those that are no destination. */
  list(): AsyncIterable<RegisteredRow>;
  /** Undefined when there is no such row. */
  get(name: string): Promise<RegisteredRow | undefined>;
  /**
   * The destination as it would be, read as the app reads its row. Throws `usage_invalid` listing every fault, none of
   * which repeats a value.
   */
  draft(destination: NewDestination): ReadyDestination;
  /** Rejects as `draft` throws, and `usage_invalid` when there is a row of that name. */
  add(destination: NewDestination, nowMs: number): Promise<void>;
  /** Whatever its state is by now. No error when it is gone already. */
  remove(name: string): Promise<void>;
}

export interface RegistrationParts {
  /** The table `destinations` */
  readonly table: Table;
  readonly tools: DestinationTools;
  readonly destinations: Pick<DestinationTable, 'change'>;
}

export function destinationRegistration({ table, tools, destinations }: RegistrationParts): DestinationRegistration {
  const read = (row: Row): RegisteredRow => ({ row, ...readDestinationRow(row, tools) });
  return {
    change: (name, transition) => destinations.change(name, transition),
    async *list() {
      // Without a filter on the partition: a row that a person put into another one would be missed in silence.
      for await (const row of table.list()) yield read(row);
    },
    async get(name) {
      if (!isDestinationName(name)) return undefined;
      const row = await table.get(destinationPartition, name);
      return row && read(row);
    },
    draft: (destination) => draft(destination, tools),
    async add(destination, nowMs) {
      draft(destination, tools);
      const { name, ...columns } = destination;
      try {
        const state = { status: 'enabled', statusSince: isoOf(nowMs) };
        await table.insert(destinationPartition, name, { ...columns, ...state });
      } catch (error) {
        if (!(error instanceof RelayError) || error.code !== 'storage_conflict') throw error;
        throw registeredAlready(name, error);
      }
    },
    remove: (name) => table.remove(destinationPartition, name),
  };
}

/** Read as it will be read later: nothing gets in that would be reported as malformed ten seconds on. */
function draft({ name, ...columns }: NewDestination, tools: DestinationTools): ReadyDestination {
  const row = { partitionKey: destinationPartition, rowKey: name, etag: '', columns: { ...columns } };
  const { configured, faults } = readDestinationRow(row, tools);
  if (configured?.state === 'ready') return configured;
  const message = [`The destination "${name}" can't be added:`, ...faults.map((fault) => `  - ${fault}`)].join('\n');
  throw new RelayError('usage_invalid', message);
}

/** The refusal of a name that is taken. */
export function registeredAlready(name: string, cause?: RelayError): RelayError {
  const message = `There is a destination "${name}" already; "relay destinations list" shows it. Nothing was changed.`;
  return new RelayError('usage_invalid', message, { destination: name, cause });
}
