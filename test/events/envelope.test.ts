import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventIdOf, toEvent } from '../../shared/events/envelope';
import { parseInstant } from '../../shared/instant';
import type { ApiRecord } from '../../shared/sources/source';

const tenantId = '11111111-1111-4111-8111-111111111111';
const origin = { tenantId, tenantName: 'Contoso', source: { name: 'defender-xdr', kind: 'incident' } } as const;
const text = '2026-11-21T12:00:00.29Z';
const collectedAt = parseInstant('2026-11-21T12:00:30Z') as bigint;
const record: ApiRecord = {
  raw: '{"incidentId":924565, "score":1.0}',
  id: '924565',
  version: '1.2.3',
  updated: { text, ticks: parseInstant(text) as bigint },
  severity: 'high',
};

describe('toEvent', () => {
  it('is the CloudEvent that the design fixes', () => {
    expect(toEvent(origin, record, collectedAt)).toEqual({
      attributes: {
        specversion: '1.0',
        id: eventIdOf(tenantId, 'incident', record),
        source: `/tenants/${tenantId}/defender-xdr`,
        type: 'com.microsoft.defender.incident',
        subject: '924565',
        time: '2026-11-21T12:00:00.29Z',
        datacontenttype: 'application/json',
        tenantid: tenantId,
        tenantname: 'Contoso',
        severity: 'high',
        collectedat: '2026-11-21T12:00:30.0000000Z',
      },
      data: record.raw,
    });
  });

  it('sends a record without a usable id or last update all the same, and says what is wrong', () => {
    const { updated: _none, severity: _unknown, ...rest } = record;
    const malformed = { ...rest, id: 'unknown', malformed: 'no usable incidentId, no usable lastUpdateTime' };
    const { attributes } = toEvent(origin, malformed, collectedAt);
    expect(attributes).toMatchObject({ subject: 'unknown', time: '2026-11-21T12:00:30.0000000Z' });
    expect(attributes.malformed).toBe('no usable incidentId, no usable lastUpdateTime');
    expect(attributes).not.toHaveProperty('severity');
  });

  it('gives every copy of one version the same id, whenever and from whichever API it was collected', () => {
    const other = { ...origin, tenantName: 'Renamed', source: { name: 'defender-xdr', kind: 'incident' } } as const;
    const again = toEvent(other, { ...record, raw: '{}' }, collectedAt + 600_000_000n);
    expect(again.attributes.id).toBe(toEvent(origin, record, collectedAt).attributes.id);
  });
});

describe('eventIdOf', () => {
  it('is 64 digits of SHA-256', () => {
    expect(eventIdOf(tenantId, 'incident', record)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is shared by no two different records, however their parts are cut', () => {
    const part = fc.string({ unit: fc.constantFrom('1', '.', '"', ',', '[', '\\', '/', '|', ' ') });
    const parts = fc.record({ tenant: part, kind: part, id: part, version: part });
    const idOf = ({ tenant, kind, ...rest }: { tenant: string; kind: string; id: string; version: string }) =>
      eventIdOf(tenant, kind, rest);
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(idOf(a) === idOf(b)).toBe(same);
      }),
    );
  });
});
