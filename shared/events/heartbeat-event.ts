import { formatInstant, ticksOfMs } from '../instant';
import type { Json } from '../sources/record';
import type { CollectedEvent } from './event';
import { sha256 } from './hash';
import { typeOf } from './kinds';

export const heartbeatType = typeOf('heartbeat');

/** The full hour of an instant (milliseconds since the epoch), as RFC 3339. */
export function hourOf(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 13)}:00:00Z`;
}

/**
 * The heartbeat of one tenant at `nowMs` (milliseconds since the epoch). Within an hour the id is always the same, so
 * that a second one, after a restart, is dropped as a repeat; and any newer one supersedes those before it.
 */
export function heartbeatEvent(
  tenant: { readonly id: string; readonly displayName: string },
  data: { readonly [name: string]: Json },
  nowMs: number,
): CollectedEvent {
  const [now, hour] = [formatInstant(ticksOfMs(nowMs)), hourOf(nowMs)];
  return {
    attributes: {
      specversion: '1.0',
      id: sha256(JSON.stringify([tenant.id, 'heartbeat', hour])),
      source: `/tenants/${tenant.id}/defender-relay`,
      type: heartbeatType,
      subject: tenant.id,
      time: now,
      datacontenttype: 'application/json',
      tenantid: tenant.id,
      tenantname: tenant.displayName,
      severity: 'informational',
      collectedat: now,
    },
    data: JSON.stringify({ ...data, hour }),
  };
}
