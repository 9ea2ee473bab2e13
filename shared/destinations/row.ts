import { sha256 } from '../events/hash';
import { cellText } from '../storage/cells';
import type { Row } from '../storage/tables';
import type { Destination } from './destination';
import { type DestinationTools, faultsOf, type Opened, parseJson } from './destination-type';
import { type Filter, filterSchema } from './filter';
import { isDestinationName } from './name';
import { destinationType, destinationTypes } from './registry';
import { type Circuit, readCircuit, readInstant } from './row-state';

export const destinationPartition = 'destination';

interface Common {
  readonly name: string;
  /** Of the row this was read from. */
  readonly etag: string;
  /** Changes with `type` and `settings`: what was learned about one revision says nothing about another. */
  readonly revision: string;
  /** Whether it wants heartbeats; false also where the row doesn't say it readably. */
  readonly heartbeat: boolean;
}

export interface ReadyDestination extends Common {
  readonly state: 'ready';
  readonly filter: Filter;
  readonly destination: Destination;
  /** Absent while it is closed. */
  readonly circuit?: Circuit;
  /** A person enabled it by hand, and the row still says that the relay had paused it. */
  readonly stalePause: boolean;
}

export interface PausedDestination extends Common {
  readonly state: 'paused';
  readonly reason: string;
  readonly pausedBy: 'relay' | 'person';
  /** Milliseconds since the epoch, where the row says it. */
  readonly sinceMs?: number;
  readonly probedMs?: number;
  /** To probe it; absent when its settings can't be read. */
  readonly destination?: Destination;
}

export interface MalformedDestination extends Common {
  readonly state: 'malformed';
  readonly reason: string;
}

/** One row of the table `destinations`. What isn't `ready` keeps its messages waiting; nothing is sent or lost. */
export type ConfiguredDestination = ReadyDestination | PausedDestination | MalformedDestination;

export type DestinationRow =
  | { readonly configured: ConfiguredDestination; readonly faults: readonly string[] }
  /** The row is no destination at all: nothing can be owed to it. */
  | { readonly configured: undefined; readonly faults: readonly string[] };

/** Reads one row. Faults name columns and keys, never values: a URL can carry a token, a secret may be pasted in. */
export function readDestinationRow(row: Row, tools: DestinationTools): DestinationRow {
  const keys = keyFaults(row);
  if (keys.length > 0) return { configured: undefined, faults: keys };

  const text = (column: string) => cellText(row.columns[column]);
  const [status, type] = [text('status').toLowerCase(), text('type').toLowerCase()];
  const opened = open(type, text('settings'), tools);
  const filter = readFilter(text('filter'));
  const heartbeat = readHeartbeat(text('heartbeat').toLowerCase(), opened);
  const faults = [
    ...('faults' in opened ? opened.faults : []),
    ...('faults' in filter ? filter.faults : []),
    ...('faults' in heartbeat ? heartbeat.faults : []),
    ...formatFaults(text('format').toLowerCase()),
    ...(['', 'enabled', 'paused'].includes(status) ? [] : ['status must be enabled or paused.']),
  ];
  const common = {
    name: row.rowKey,
    etag: row.etag,
    revision: sha256(JSON.stringify([type, text('settings')])),
    heartbeat: 'value' in heartbeat && heartbeat.value,
  };
  if (status === 'paused') return { configured: { ...common, ...readPause(row, opened) }, faults };
  if ('faults' in opened || 'faults' in filter || faults.length > 0) {
    const reason = `its row is malformed: ${faults.join(' ')}`;
    return { configured: { ...common, state: 'malformed', reason }, faults };
  }
  const { destination } = opened;
  const circuit = readCircuit(row.columns);
  const stalePause = text('statusBy') === 'relay';
  const ready = { ...common, state: 'ready', filter: filter.value, destination, stalePause } as const;
  return { configured: { ...ready, ...(circuit && { circuit }) }, faults };
}

function readPause({ columns }: Row, opened: Opened): Omit<PausedDestination, keyof Common> {
  const [reason, sinceMs, probedMs] = [
    cellText(columns.statusReason),
    readInstant(columns, 'statusSince'),
    readInstant(columns, 'probedAt'),
  ];
  return {
    state: 'paused',
    reason: reason ? `paused: ${reason}` : 'paused',
    pausedBy: cellText(columns.statusBy) === 'relay' ? 'relay' : 'person',
    ...(sinceMs !== undefined && { sinceMs }),
    ...(probedMs !== undefined && { probedMs }),
    ...('destination' in opened && { destination: opened.destination }),
  };
}

function keyFaults({ partitionKey, rowKey }: Row): readonly string[] {
  const faults: string[] = [];
  if (partitionKey !== destinationPartition) faults.push(`PartitionKey must be "${destinationPartition}".`);
  if (!isDestinationName(rowKey)) faults.push('RowKey is the name: up to 128 characters, no comma, / \\ # or ?.');
  return faults;
}

function open(type: string, settings: string, tools: DestinationTools): Opened {
  const opener = destinationType(type);
  return opener ? opener(settings, tools) : { faults: [`type must be one of: ${destinationTypes.join(', ')}.`] };
}

type Read<T> = { readonly value: T } | { readonly faults: readonly string[] };

function readFilter(text: string): Read<Filter> {
  if (!text) return { value: {} };
  const parsed = filterSchema.safeParse(parseJson(text));
  return parsed.success ? { value: parsed.data } : { faults: faultsOf('filter', parsed.error) };
}

/** The column, or where it is empty the key of that name in the settings. */
function readHeartbeat(text: string, opened: Opened): Read<boolean> {
  if (!text) return { value: 'heartbeat' in opened && opened.heartbeat };
  return ['true', 'false'].includes(text)
    ? { value: text === 'true' }
    : { faults: ['heartbeat must be true or false (or empty).'] };
}

/** Another format than asked for would be parsed wrongly at the other end: better to wait than to send raw instead. */
function formatFaults(format: string): readonly string[] {
  return ['', 'raw'].includes(format) ? [] : ['format must be raw (or empty): this version knows no other.'];
}
