import { describe, expect, it } from 'vitest';
import { tenantRows } from '../../sandbox/program/fleet/tenant-rows';
import { pendingOf } from '../../sandbox/program/once/drained';
import { type Evidence, judge } from '../../sandbox/program/once/verdict';
import type { Delivery } from '../../sandbox/siem/delivery';

const id = '70000000-0000-4000-8000-000000000001';
const incident = '{"incidentId":7,"lastUpdateTime":"2026-01-01T00:00:00.5Z"}';
const alert = '{"id":"da1","incidentId":7,"lastUpdateTime":"2026-01-01T00:00:00.5Z"}';

const about = { id, name: 'Contoso', story: '', seed: () => [] };
const incidents = { ...about, expected: [incident] };
const alerts = { ...about, source: 'defender-endpoint' as const, expected: [alert] };
const row = { state: 'ok', code: '', reason: '', cursor: 2n ** 62n, unread: 0, notBefore: undefined };

function delivery(kind: 'incident' | 'alert', dataRaw: string, tenantId = id): Delivery {
  const rest = { receivedAt: 0, path: '/', contentType: '', subject: 'da1', time: '', rawBody: '', repeated: false };
  return { id: dataRaw, tenantId, type: `com.microsoft.defender.${kind}`, dataRaw, ...rest };
}

const evidence: Evidence = {
  customers: [incidents, alerts],
  checkpoints: new Map([
    [id, row],
    [`${id}/defender-endpoint`, { ...row, state: 'failing', code: 'role_missing', reason: 'Alert.Read.All' }],
  ]),
  siem: { deliveries: [delivery('incident', incident), delivery('alert', alert)], badSignatures: 0, malformed: 0 },
  requests: [],
  shown: ({ expected }) => expected.length,
  sent: ({ expected }) => expected.length,
  deadLetters: 0,
  pending: new Map(),
  onTheWay: 0,
};

describe('a tenant with two sources', () => {
  it('has a line for each, with its own state and its own deliveries', () => {
    const { tenants, problems } = judge(evidence);
    expect(problems).toEqual([]);
    expect(tenants).toMatchObject([
      { id, source: 'defender-xdr', state: 'ok', delivered: 1, code: '' },
      { id, source: 'defender-endpoint', state: 'failing', delivered: 1, code: 'role_missing' },
    ]);
  });

  it('misses an alert by its own id, although its incident arrived', () => {
    const { problems } = judge({
      ...evidence,
      siem: { ...evidence.siem, deliveries: [delivery('incident', incident)] },
    });
    expect(problems).toEqual(['Contoso: 1 alerts never arrived (da1).']);
  });

  it('must not get alerts that it has no source for', () => {
    const { problems } = judge({ ...evidence, customers: [incidents] });
    expect(problems).toEqual([expect.stringContaining('1 deliveries belong to no customer')]);
  });

  it('is done only when its own route of the API is', () => {
    const cloud = { remainingSteps: (_tenant: string, route: string) => (route === 'alerts' ? 1 : 0) };
    expect(pendingOf(incidents, row, cloud)).toBeUndefined();
    expect(pendingOf(alerts, row, cloud)).toMatch(/refuses 1/);
  });
});

it('a tenant has one row, which names its sources unless they are the default', () => {
  const other = { ...alerts, id: 'other' };
  expect(tenantRows([incidents, alerts, other])).toEqual([
    { id, name: 'Contoso', sources: ['defender-xdr', 'defender-endpoint'] },
    { id: 'other', name: 'Contoso', sources: ['defender-endpoint'] },
  ]);
  expect(tenantRows([incidents])).toEqual([{ id, name: 'Contoso' }]);
});
