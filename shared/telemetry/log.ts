import type { Clock } from '../clock';

/** The closed list of event names. Alerts and workbooks are written against these names: rename none lightly. */
export const logEvents = [
  'collect.finished',
  'collect.handed-over',
  'collect.stopped',
  'tenant.collected',
  'tenant.attention',
  'tenant.recovered',
  'tenant.throttled',
  'tenant.claim-lost',
  'tenant.gap',
  'tenant.stuck',
  'tenant.state',
  'fleet.state',
  'credential.attention',
  'credential.expiring',
  'credential.expiry-unknown',
  'row.malformed',
  'record.malformed',
  'record.dead-lettered',
  'record.too-large',
  'delivery.delivered',
  'delivery.filtered',
  'delivery.superseded',
  'delivery.repeat',
  'delivery.retry',
  'delivery.waiting',
  'delivery.dead-lettered',
  'destination.attention',
  'destination.recovered',
  'destination.circuit-open',
  'destination.circuit-closed',
  'destination.state',
  'message.unreadable',
  'poison.stored',
  'release.finished',
  'queue.depth',
  'heartbeat.failed',
  'housekeep.finished',
  'housekeep.failed',
] as const;

export type LogEvent = (typeof logEvents)[number];
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One structured line an event. Fields hold names, counts, reasons and durations: never a token, secret or payload. */
export type Log = (level: LogLevel, event: LogEvent, fields?: LogFields) => void;

/** A `Log` that hands each event as one line of JSON to `write`, together with its level. */
export function jsonLog(clock: Clock, write: (level: LogLevel, line: string) => void): Log {
  return (level, event, fields) =>
    write(level, JSON.stringify({ time: new Date(clock.now()).toISOString(), level, event, ...fields }));
}
