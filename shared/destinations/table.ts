import { RelayError } from '../errors';
import type { Row, Table } from '../storage/tables';
import type { Log } from '../telemetry/log';
import type { DestinationTools } from './destination-type';
import { type ConfiguredDestination, destinationPartition, readDestinationRow } from './row';
import type { Transition } from './transitions';

/** How long a change of the table may go unnoticed; without this every single event would read the table. */
const freshMs = 10_000;
/** How often a row is read and judged again because somebody else changed it in between. */
const maxRounds = 5;

export interface DestinationTable {
  /** Every destination there is, paused and malformed ones too. At most ten seconds old. Rejects `storage_failed`. */
  all(): Promise<readonly ConfiguredDestination[]>;
  /**
   * Changes the state of one destination: reads its row, asks `transition`, and writes the columns only if nobody has
   * changed the row since; else it reads and asks again. `all` reads anew afterwards. Rejects `storage_failed`, or
   * `storage_conflict` when others change the row all the time.
   */
  change(name: string, transition: Transition): Promise<Change>;
}

export interface Change {
  /** False when the transition found nothing to do. */
  readonly changed: boolean;
  /** As it is now; undefined when there is no destination of that name. */
  readonly current: ConfiguredDestination | undefined;
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

  const report = (row: Row, faults: readonly string[]) => {
    const version = `${row.partitionKey}/${row.rowKey} ${row.etag}`;
    // Once for each version of the row: every ten seconds would drown everything else.
    if (faults.length === 0 || reported.has(version)) return;
    reported.add(version);
    log('error', 'row.malformed', { row: `destinations/${row.rowKey}`, reason: faults.join(' ') });
  };

  const read = async () => {
    const destinations: ConfiguredDestination[] = [];
    for await (const row of table.list()) {
      const { configured, faults } = readDestinationRow(row, tools);
      if (configured) destinations.push(configured);
      report(row, faults);
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
    async change(name, transition) {
      try {
        return await changeRow(table, tools, name, transition);
      } finally {
        // Also after a failure: the write may have been made.
        last = undefined;
      }
    },
  };
}

async function changeRow(table: Table, tools: DestinationTools, name: string, ask: Transition): Promise<Change> {
  for (let round = 1; ; round += 1) {
    const row = await table.get(destinationPartition, name);
    const current = row && readDestinationRow(row, tools).configured;
    const columns = current && ask(current);
    if (!row || !columns) return { changed: false, current };
    try {
      const etag = await table.merge(destinationPartition, name, { ...columns }, row.etag);
      const changed = { ...row, etag, columns: { ...row.columns, ...columns } };
      return { changed: true, current: readDestinationRow(changed, tools).configured };
    } catch (error) {
      if (!(error instanceof RelayError) || error.code !== 'storage_conflict' || round === maxRounds) throw error;
    }
  }
}
