import { describe, expect, it } from 'vitest';
import { changeStatus, type StatusActor } from '../../shared/tenants/status';
import { type TenantStatus, tenantStatuses } from '../../shared/tenants/tenant';

const id = '6d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';
const now = Date.parse('2026-11-20T10:00:00Z');
const since = '2026-11-01T00:00:00Z';

const allowed = new Set([
  'person active paused',
  'person suspended paused',
  'person paused active',
  'person suspended active',
  'relay active suspended',
  'relay suspended active',
  'consent invited active',
  'consent suspended active',
]);

const actors: readonly StatusActor[] = ['person', 'relay', 'consent'];
const transitions = actors.flatMap((by) =>
  tenantStatuses.flatMap((from) => tenantStatuses.filter((to) => to !== from).map((to) => [by, from, to] as const)),
);

function change(by: StatusActor, from: TenantStatus, to: TenantStatus, reason = 'because') {
  return changeStatus({ id, status: from, statusSince: since }, { status: to, reason, by }, now);
}

describe('the status machine', () => {
  it.each(transitions)('%s: %s → %s', (by, from, to) => {
    if (allowed.has(`${by} ${from} ${to}`)) {
      expect(change(by, from, to)).toMatchObject({ status: to, statusSince: '2026-11-20T10:00:00.000Z' });
    } else {
      expect(() => change(by, from, to)).toThrow(expect.objectContaining({ code: 'usage_invalid' }));
    }
  });

  it('never lets the relay undo what a person decided', () => {
    expect(() => change('relay', 'paused', 'active')).toThrow(/paused can't be made active by the relay/);
  });

  it('keeps the reason of a stop and clears it on activation', () => {
    expect(change('relay', 'active', 'suspended', 'No consent.').statusReason).toBe('No consent.');
    expect(change('relay', 'suspended', 'active', 'Consent is back.').statusReason).toBe('');
  });

  it('keeps since when the same status only gets another reason', () => {
    expect(change('relay', 'suspended', 'suspended', 'Tenant not found.')).toEqual({
      status: 'suspended',
      statusReason: 'Tenant not found.',
      statusSince: since,
    });
  });

  it('demands a reason of a suspension', () => {
    expect(() => change('relay', 'active', 'suspended', ' ')).toThrow(/reason/);
  });
});
