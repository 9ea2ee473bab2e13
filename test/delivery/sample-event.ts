import { createHash } from 'node:crypto';
import type { CollectedEvent } from '../../shared/events/event';

export const tenant = '4f0f9f36-6c5e-4d0b-8b0f-0d3a8b9c1e11';
export const otherTenant = '77777777-6c5e-4d0b-8b0f-0d3a8b9c1e22';

/** Stands in every record, and so must never stand in a log line or a reason. */
export const payloadMarker = 'PAYLOAD-MARKER-mimikatz';

export interface SampleOptions {
  readonly data?: string;
  readonly collectedAt?: string;
}

export function sampleEvent(incident: number, options: SampleOptions = {}): CollectedEvent {
  const data = options.data ?? `{"incidentId":${incident},"incidentName":"${payloadMarker}"}`;
  return {
    attributes: {
      specversion: '1.0',
      id: createHash('sha256').update(`${tenant}|incident|${incident}`).digest('hex'),
      source: `/tenants/${tenant}/defender-xdr`,
      type: 'com.microsoft.defender.incident',
      subject: String(incident),
      time: '2026-11-20T07:59:30.1234567Z',
      datacontenttype: 'application/json',
      tenantid: tenant,
      tenantname: 'Contoso',
      severity: 'high',
      collectedat: options.collectedAt ?? '2026-11-20T08:00:00.0000000Z',
    },
    data,
  };
}
