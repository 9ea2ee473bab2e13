import type { Table } from '../storage/tables';
import type { Log } from '../telemetry/log';
import type { DestinationTools } from './destination-type';
import { type ConfiguredDestination, readDestinationRow } from './row';

/** How long a change of the table may go unnoticed; without this every single event would read the table. */
const freshMs = 10_000;

export interface DestinationTable {
  /** Every destination there is, paused and malformed ones too. At most ten seconds old. Rejects `storage_failed`. */
  all(): Promise<readonly ConfiguredDestination[]>;
}

export interface DestinationTableParts {
  /** The table `destinations` */
  readonly table: Table;
  readonly tools: DestinationTools;
  readonly log: Log;
}

/** The table `destinations`, read once for all events that are forwarded at the same time. */
export function destinationTable({ table, tools, log }: DestinationTableParts): DestinationTable {
  const reported = new Set<string>();
  let last: { readonly at: number; readonly reading: Promise<readonly ConfiguredDestination[]> } | undefined;

  const read = async () => {
    const destinations: ConfiguredDestination[] = [];
    for await (const row of table.list()) {
      const { configured, faults } = readDestinationRow(row, tools);
      if (configured) destinations.push(configured);
      const version = `${row.partitionKey}/${row.rowKey} ${row.etag}`;
      // Once for each version of the row: every ten seconds would drown everything else.
      if (faults.length > 0 && !reported.has(version)) {
        reported.add(version);
        log('error', 'row.malformed', { table: 'destinations', row: row.rowKey, reason: faults.join(' ') });
      }
    }
    return destinations;
  };

  return {
    async all() {
      if (last && tools.clock.now() - last.at < freshMs) return last.reading;
      const current = { at: tools.clock.now(), reading: read() };
      last = current;
      try {
        const destinations = await current.reading;
        // An empty table isn't remembered: whoever adds the first destination shouldn't have to wait for it.
        if (destinations.length === 0 && last === current) last = undefined;
        return destinations;
      } catch (error) {
        if (last === current) last = undefined;
        throw error;
      }
    },
  };
}
