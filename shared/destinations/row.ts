import { cellText } from '../storage/cells';
import type { Row } from '../storage/tables';
import type { Destination } from './destination';
import { type DestinationTools, faultsOf, parseJson } from './destination-type';
import { type Filter, filterSchema } from './filter';
import { isDestinationName } from './name';
import { destinationType, destinationTypes } from './registry';

export const destinationPartition = 'destination';

/** One row of the table `destinations`. What isn't `ready` keeps its messages waiting; nothing is sent or lost. */
export type ConfiguredDestination =
  | { readonly state: 'ready'; readonly name: string; readonly filter: Filter; readonly destination: Destination }
  | { readonly state: 'paused' | 'malformed'; readonly name: string; readonly reason: string };

export type DestinationRow =
  | { readonly configured: ConfiguredDestination; readonly faults: readonly string[] }
  /** The row is no destination at all: nothing can be owed to it. */
  | { readonly configured: undefined; readonly faults: readonly string[] };

/** Reads one row. Faults name columns and keys, never values: a URL can carry a token, a secret may be pasted in. */
export function readDestinationRow(row: Row, tools: DestinationTools): DestinationRow {
  const keys = keyFaults(row);
  if (keys.length > 0) return { configured: undefined, faults: keys };

  const name = row.rowKey;
  const text = (column: string) => cellText(row.columns[column]);
  const status = text('status').toLowerCase();
  const opened = open(text('type').toLowerCase(), text('settings'), tools);
  const filter = readFilter(text('filter'));
  const faults = [
    ...('faults' in opened ? opened.faults : []),
    ...('faults' in filter ? filter.faults : []),
    ...formatFaults(text('format').toLowerCase()),
    ...(['', 'enabled', 'paused'].includes(status) ? [] : ['status must be enabled or paused.']),
  ];
  if (status === 'paused') {
    const reason = text('statusReason');
    return { configured: { state: 'paused', name, reason: reason ? `paused: ${reason}` : 'paused' }, faults };
  }
  if ('faults' in opened || 'faults' in filter || faults.length > 0) {
    return { configured: { state: 'malformed', name, reason: `its row is malformed: ${faults.join(' ')}` }, faults };
  }
  return { configured: { state: 'ready', name, filter: filter.value, destination: opened.destination }, faults };
}

function keyFaults({ partitionKey, rowKey }: Row): readonly string[] {
  const faults: string[] = [];
  if (partitionKey !== destinationPartition) faults.push(`PartitionKey must be "${destinationPartition}".`);
  if (!isDestinationName(rowKey)) faults.push('RowKey is the name: up to 128 characters, no comma, / \\ # or ?.');
  return faults;
}

function open(type: string, settings: string, tools: DestinationTools) {
  const opener = destinationType(type);
  return opener ? opener(settings, tools) : { faults: [`type must be one of: ${destinationTypes.join(', ')}.`] };
}

function readFilter(text: string): { readonly value: Filter } | { readonly faults: readonly string[] } {
  if (!text) return { value: {} };
  const parsed = filterSchema.safeParse(parseJson(text));
  return parsed.success ? { value: parsed.data } : { faults: faultsOf('filter', parsed.error) };
}

/** Another format than asked for would be parsed wrongly at the other end: better to wait than to send raw instead. */
function formatFaults(format: string): readonly string[] {
  return ['', 'raw'].includes(format) ? [] : ['format must be raw (or empty): this version knows no other.'];
}
