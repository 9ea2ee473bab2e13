import type { LogEvent } from '../shared/telemetry/log';

export type KqlType = 'string' | 'long' | 'datetime';

/**
 * The fields of log lines that alerts and the workbook read, with the type each has in a query. A test finds each of them
 * in lines that the app has written.
 */
export const fieldsOf = {
  'collect.finished': { targets: 'long', calls: 'long', sent: 'long', failed: 'long', durationMs: 'long' },
  'collect.stopped': { reason: 'string' },
  'tenant.state': {
    tenant: 'string',
    name: 'string',
    source: 'string',
    state: 'string',
    lagMs: 'long',
    behindMs: 'long',
    lastSuccess: 'datetime',
    reason: 'string',
  },
  'fleet.state': {
    state: 'string',
    tenants: 'long',
    orphans: 'long',
    invited: 'long',
    malformed: 'long',
    ok: 'long',
    never: 'long',
    failing: 'long',
    suspended: 'long',
    paused: 'long',
    worstLagMs: 'long',
    bestLagMs: 'long',
  },
  'tenant.collected': { tenant: 'string', source: 'string', records: 'long', sent: 'long' },
  'tenant.throttled': { tenant: 'string', source: 'string', reason: 'string' },
  'tenant.attention': { tenant: 'string', source: 'string', reason: 'string' },
  'tenant.stuck': { tenant: 'string', source: 'string', reason: 'string' },
  'tenant.gap': { tenant: 'string', source: 'string', reason: 'string' },
  'record.too-large': { tenant: 'string', source: 'string', reason: 'string' },
  'record.dead-lettered': { tenant: 'string', source: 'string', reason: 'string' },
  'row.malformed': { row: 'string', reason: 'string' },
  'credential.attention': { credential: 'string', whose: 'string', code: 'string', reason: 'string' },
  'credential.expiring': { credential: 'string', daysLeft: 'long', expiresOn: 'datetime', advice: 'string' },
  'credential.expiry-unknown': { credential: 'string', advice: 'string' },
  'delivery.delivered': {
    tenant: 'string',
    destination: 'string',
    attempt: 'long',
    sinceCollectedMs: 'long',
    sinceUpdatedMs: 'long',
  },
  'delivery.filtered': { tenant: 'string', destination: 'string' },
  'delivery.superseded': { tenant: 'string', destination: 'string' },
  'delivery.retry': { tenant: 'string', destination: 'string', reason: 'string' },
  'delivery.waiting': { tenant: 'string', destination: 'string', reason: 'string' },
  'delivery.dead-lettered': { tenant: 'string', destination: 'string', record: 'string', reason: 'string' },
  'message.unreadable': { reason: 'string' },
  'poison.stored': { reason: 'string' },
  'release.finished': { failed: 'long' },
  'destination.state': { destination: 'string', state: 'string', forMs: 'long', reason: 'string' },
  'queue.depth': { queue: 'string', depth: 'long', oldestAgeMs: 'long' },
  'housekeep.failed': { chore: 'string', reason: 'string' },
} as const satisfies Partial<Record<LogEvent, Readonly<Record<string, KqlType>>>>;

export type WatchedEvent = keyof typeof fieldsOf;

/** Of several events: the fields that all of them have. */
export type FieldOf<E extends WatchedEvent> = keyof (typeof fieldsOf)[E] & string;

export function typeOf<E extends WatchedEvent>(event: E, field: FieldOf<E>): KqlType {
  return fieldsOf[event][field] as KqlType;
}
