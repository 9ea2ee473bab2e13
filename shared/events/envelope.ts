import { createHash } from 'node:crypto';
import { formatInstant, type Ticks } from '../instant';
import type { ApiRecord, Source } from '../sources/source';
import type { CollectedEvent } from './event';
import { typeOf } from './kinds';

export interface Origin {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly source: Pick<Source, 'name' | 'kind'>;
}

/** The same incident seen through another API is the same kind, so it keeps its id. */
export function eventIdOf(tenantId: string, kind: string, record: Pick<ApiRecord, 'id' | 'version'>): string {
  // As JSON, so that no two lists of parts can run together into the same text.
  const parts = JSON.stringify([tenantId, kind, record.id, record.version]);
  return createHash('sha256').update(parts).digest('hex');
}

/** The CloudEvent of one record as it was answered at `collectedAt` (by the API's clock). */
export function toEvent(origin: Origin, record: ApiRecord, collectedAt: Ticks): CollectedEvent {
  const { tenantId, tenantName, source } = origin;
  const collected = formatInstant(collectedAt);
  return {
    attributes: {
      specversion: '1.0',
      id: eventIdOf(tenantId, source.kind, record),
      source: `/tenants/${tenantId}/${source.name}`,
      type: typeOf(source.kind),
      subject: record.id,
      time: record.updated?.text ?? collected,
      datacontenttype: 'application/json',
      tenantid: tenantId,
      tenantname: tenantName,
      ...(record.severity && { severity: record.severity }),
      collectedat: collected,
      ...(record.malformed && { malformed: record.malformed }),
    },
    data: record.raw,
  };
}
