import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hour, minute } from '../../shared/duration';
import { heartbeatEvent } from '../../shared/events/heartbeat-event';
import { relayWithHeartbeats, said } from './heartbeats';
import { otherTenant, tenant } from './sample-event';

it('says once an hour up to when a tenant is collected', async () => {
  const { receiver, wantHeartbeats, addTenant, saveCheckpoint, beat, clock } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  await addTenant(tenant);
  await saveCheckpoint(tenant);
  expect(await beat()).toMatchObject({ delivered: 1 });

  const [event] = receiver('siem').events;
  expect(event?.attributes).toEqual({
    specversion: '1.0',
    id: createHash('sha256')
      .update(JSON.stringify([tenant, 'heartbeat', '2026-11-20T08:00:00Z']))
      .digest('hex'),
    source: `/tenants/${tenant}/defender-relay`,
    type: 'com.microsoft.defender.heartbeat',
    subject: tenant,
    time: '2026-11-20T08:00:10.0000000Z',
    datacontenttype: 'application/json',
    tenantid: tenant,
    tenantname: 'Contoso',
    severity: 'informational',
    collectedat: '2026-11-20T08:00:10.0000000Z',
  });
  expect(JSON.parse(event?.data ?? '')).toEqual({
    summary: 'Contoso is collected completely up to 2026-11-20 07:59:50 UTC.',
    tenant: { status: 'active' },
    sources: [
      {
        source: 'defender-xdr',
        state: 'ok',
        collectedUpTo: '2026-11-20T07:59:50.0000000Z',
        liveUpTo: '2026-11-20T07:59:50.0000000Z',
        lastSuccess: '2026-11-20T07:59:50.000Z',
      },
    ],
    hour: '2026-11-20T08:00:00Z',
  });

  for (let run = 0; run < 11; run += 1) {
    clock.advance(5 * minute);
    expect(await beat()).toMatchObject({ delivered: 0, repeat: 0 });
  }
  clock.advance(5 * minute);
  expect(await beat()).toMatchObject({ delivered: 1 });
  expect(receiver('siem').events.map(({ data }) => said(data).hour)).toEqual([
    '2026-11-20T08:00:00Z',
    '2026-11-20T09:00:00Z',
  ]);
});

it('is dropped as a repeat when a restart puts it again', async () => {
  const { receiver, wantHeartbeats, addTenant, beat, start, clock } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  await addTenant(tenant);
  await beat();
  clock.advance(5 * minute);
  expect(await beat(start())).toMatchObject({ delivered: 0, repeat: 1 });
  expect(receiver('siem').delivered).toEqual([tenant]);
});

it('goes only where it is wanted, whatever the filter says, and only where the tenant is routed', async () => {
  const { receiver, wantHeartbeats, addTenant, beat } = relayWithHeartbeats('siem', 'soar', 'tickets');
  receiver('siem').filter = '{"minimumSeverity":"high","sources":["defender-xdr"],"statuses":["active"]}';
  await wantHeartbeats('siem');
  await wantHeartbeats('soar');
  await addTenant(tenant, { destinations: 'siem, tickets' });
  await addTenant(otherTenant);
  expect(await beat()).toMatchObject({ delivered: 3, filtered: 0 });
  expect(receiver('siem').delivered.toSorted()).toEqual([tenant, otherTenant].toSorted());
  expect([receiver('soar').delivered, receiver('tickets').calls]).toEqual([[otherTenant], []]);
});

it('is of every tenant that should be collected or was, and of no other', async () => {
  const id = (number: number) => `${number}0000000-6c5e-4d0b-8b0f-0d3a8b9c1e11`;
  const { receiver, wantHeartbeats, addTenant, beat } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  const statuses = ['active', 'paused', 'suspended', 'invited', 'nonsense'];
  for (const [number, status] of statuses.entries()) await addTenant(id(number), { status });
  await beat();
  expect(receiver('siem').delivered).toEqual([id(0), id(1), id(2)]);
  expect(receiver('siem').events.map(({ data }) => said(data).tenant.status)).toEqual(statuses.slice(0, 3));
});

it('is superseded when a newer one is there before it', async () => {
  const { receiver, wantHeartbeats, addTenant, beat, pass, clock, events, logged, deadTable } =
    relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  await addTenant(tenant);
  const { attributes, data: raw } = heartbeatEvent({ id: tenant, displayName: 'Contoso' }, {}, clock.now());
  const late = { attributes, retry: {}, data: { kind: 'inline', raw } } as const;
  await events.putAgain(late, { relayowed: 'siem' }, 90 * minute);
  clock.advance(hour);
  expect(await beat()).toMatchObject({ delivered: 1 });
  await pass(hour);
  expect(receiver('siem').events.map(({ data }) => said(data).hour)).toEqual(['2026-11-20T09:00:00Z']);
  expect(logged('delivery.superseded')).toHaveLength(1);
  expect(deadTable.rows()).toEqual([]);
});
