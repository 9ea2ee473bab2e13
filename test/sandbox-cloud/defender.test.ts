import { describe, expect, it } from 'vitest';
import type { SimulatedCloud } from '../../sandbox/cloud/cloud';
import { contoso, get, getUrl, ids, partner, scopes, testCloud, tokenFor } from './fixture';

const day = '2026-11-20T';

/** Incidents 1 to `count`, one second apart, the highest the newest. */
function fill(cloud: SimulatedCloud, count: number): void {
  for (let id = 1; id <= count; id += 1) {
    const at = new Date(Date.parse(`${day}00:00:00Z`) + id * 1000).toISOString();
    cloud.tenant(contoso).addIncident({ incidentId: id, createdTime: at, lastUpdateTime: at, status: 'Active' });
  }
}

describe('who may read incidents', () => {
  it('takes a token of the tenant with either role', async () => {
    const cloud = await testCloud();
    fill(cloud, 1);
    expect((await get(cloud, await tokenFor(cloud), 'incidents')).status).toBe(200);
    cloud.tenant(contoso).consent({ xdr: ['Incident.ReadWrite.All'] });
    expect(ids(await get(cloud, await tokenFor(cloud), 'incidents'))).toEqual([1]);
  });

  it('answers 403 naming the permission to a token without the role', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).consent({ xdr: ['AdvancedHunting.Read.All'] });
    const page = await get(cloud, await tokenFor(cloud), 'incidents');
    expect(page).toMatchObject({ status: 403, error: { code: 'Forbidden' } });
    expect(page.error.message).toBe(
      'Missing application roles. API required roles: Incident.Read.All,Incident.ReadWrite.All, application roles: AdvancedHunting.Read.All.',
    );
  });

  it('answers 401 without a token, and to one that was tampered with, is for another API, or expired', async () => {
    let now = 1_790_000_000_000;
    const cloud = await testCloud({ now: () => now, tokenLifetimeSeconds: 60 });
    const good = await tokenFor(cloud);
    const [header, , signature] = good.split('.');
    const forged = Buffer.from(JSON.stringify({ tid: contoso, exp: 9e9, roles: ['Incident.Read.All'] }));
    const tampered = `${header}.${forged.toString('base64url')}.${signature}`;
    const other = await tokenFor(cloud, { scope: scopes.mde });
    for (const token of [tampered, other, 'garbage']) {
      expect((await get(cloud, token, 'incidents')).status).toBe(401);
    }
    expect((await fetch(`${cloud.urls.defender}/api/incidents`)).status).toBe(401);
    expect((await get(cloud, good, 'incidents')).status).toBe(200);
    now += 60_000;
    expect((await get(cloud, good, 'incidents')).status).toBe(401);
  });

  it('answers 401 "Account mode is inactive" for a tenant without licence', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).licensed = false;
    const page = await get(cloud, await tokenFor(cloud), 'incidents');
    expect(page).toMatchObject({ status: 401 });
    expect(page.error.message).toContain('Account mode is inactive');
  });

  it('shows each tenant its own incidents only', async () => {
    const cloud = await testCloud();
    fill(cloud, 2);
    const other = 'fabfabfa-2222-4333-8444-555555555555';
    cloud.tenant(other).addIncident({ incidentId: 77, lastUpdateTime: `${day}01:00:00Z` });
    expect(ids(await get(cloud, await tokenFor(cloud, { tenant: other }), 'incidents'))).toEqual([77]);
    expect(ids(await get(cloud, await tokenFor(cloud), 'incidents'))).toEqual([2, 1]);
  });
});

describe('listing', () => {
  it('gives at most 100, newest first, and pages with $skip', async () => {
    const cloud = await testCloud();
    fill(cloud, 120);
    const token = await tokenFor(cloud);
    const first = await get(cloud, token, 'incidents');
    const second = await get(cloud, token, 'incidents', { $skip: '100' });
    expect([...ids(first), ...ids(second)]).toEqual(Array.from({ length: 120 }, (_, index) => 120 - index));
    expect(first.next).toBeUndefined();
    const refused = await get(cloud, token, 'incidents', { $top: '101' });
    expect(refused).toMatchObject({ status: 400, error: { code: 'BadRequest' } });
  });

  it('names the next page when the tenant is set so', async () => {
    const cloud = await testCloud();
    fill(cloud, 3);
    cloud.tenant(contoso).nextLinks = true;
    const token = await tokenFor(cloud);
    const first = await get(cloud, token, 'incidents', { $top: '2' });
    const second = await getUrl(first.next ?? '', token);
    expect([ids(first), ids(second), second.next]).toEqual([[3, 2], [1], undefined]);
  });

  it('can answer oldest first, in a fixed arbitrary order, or in another one each time', async () => {
    const cloud = await testCloud();
    fill(cloud, 30);
    const token = await tokenFor(cloud);
    const list = async (order: 'oldest-first' | 'shuffled' | 'random') => {
      cloud.tenant(contoso).order = order;
      return ids(await get(cloud, token, 'incidents'));
    };
    const ascending = Array.from({ length: 30 }, (_, index) => index + 1);
    expect(await list('oldest-first')).toEqual(ascending);
    const shuffled = await list('shuffled');
    expect(await list('shuffled')).toEqual(shuffled);
    const random = await list('random');
    expect(await list('random')).not.toEqual(random);
    for (const order of [shuffled, random]) {
      expect(order).not.toEqual(ascending);
      expect(new Set(order)).toEqual(new Set(ascending));
    }
  });

  it.each([
    ['an option that is not offered', { $orderby: 'lastUpdateTime' }],
    ['a field that cannot be filtered', { $filter: "severity eq 'High'" }],
    ['an inherited name', { $filter: "constructor eq 'x'" }],
    ['an unknown operator', { $filter: `lastUpdateTime ne ${day}00:00:00Z` }],
    ['a joint other than and', { $filter: `createdTime ge ${day}00:00:00Z or createdTime lt ${day}00:00:00Z` }],
    ['a quoted instant', { $filter: `lastUpdateTime ge '${day}00:00:00Z'` }],
    ['eight fractional digits', { $filter: `lastUpdateTime ge ${day}00:00:00.12345678Z` }],
    ['a filter that breaks off', { $filter: 'lastUpdateTime ge' }],
    ['a negative $skip', { $skip: '-1' }],
    ['$expand', { $expand: 'alerts' }],
  ])('refuses %s with 400', async (_case, query) => {
    const cloud = await testCloud();
    expect((await get(cloud, await tokenFor(cloud), 'incidents', query)).status).toBe(400);
  });

  it('says the time of its own clock in Date', async () => {
    const cloud = await testCloud({ now: () => 1_790_000_000_000 });
    const page = await get(cloud, await tokenFor(cloud), 'incidents');
    expect(page.headers.get('date')).toBe('Mon, 21 Sep 2026 14:13:20 GMT');
  });
});

describe('$filter', () => {
  it('compares instants at 100 ns, whatever the number of digits', async () => {
    const cloud = await testCloud();
    const times = ['00:00:01Z', '00:00:01.0000001Z', '00:00:01.00000020Z'.replace('20Z', '2Z'), '00:00:01.1Z'];
    times.forEach((time, id) => {
      cloud.tenant(contoso).addIncident({ incidentId: id, lastUpdateTime: day + time });
    });
    const token = await tokenFor(cloud);
    const found = async (filter: string) => ids(await get(cloud, token, 'incidents', { $filter: filter })).sort();
    const update = (operator: string, time: string) => `lastUpdateTime ${operator} ${day}${time}`;
    expect(await found(update('ge', '00:00:01.0000001Z'))).toEqual([1, 2, 3]);
    expect(await found(update('gt', '00:00:01.0000001Z'))).toEqual([2, 3]);
    expect(await found(update('le', '00:00:01.0000001Z'))).toEqual([0, 1]);
    expect(await found(update('lt', '00:00:01.0000001Z'))).toEqual([0]);
    expect(await found(update('eq', '00:00:01.0000000Z'))).toEqual([0]);
    expect(await found(update('eq', '01:00:01+01:00'))).toEqual([0]);
    expect(await found(`${update('ge', '00:00:01Z')} and ${update('lt', '00:00:01.1000000Z')}`)).toEqual([0, 1, 2]);
  });

  it('compares status, assignee and created time, and joins them', async () => {
    const cloud = await testCloud();
    const tenant = cloud.tenant(contoso);
    const createdTime = `${day}00:00:00Z`;
    tenant.addIncident({ incidentId: 1, status: 'Active', assignedTo: "o'neill and sons", createdTime });
    tenant.addIncident({ incidentId: 2, status: 'Active', assignedTo: null, createdTime });
    tenant.addIncident({ incidentId: 3, status: 'Resolved', assignedTo: null, createdTime: `${day}09:00:00Z` });
    const token = await tokenFor(cloud);
    const found = async (filter: string) => ids(await get(cloud, token, 'incidents', { $filter: filter })).sort();
    expect(await found("status eq 'Active'")).toEqual([1, 2]);
    expect(await found("assignedTo eq 'o''neill and sons' and status eq 'Active'")).toEqual([1]);
    expect(await found('assignedTo eq null')).toEqual([2, 3]);
    expect(await found(`createdTime gt ${day}00:00:00Z`)).toEqual([3]);
    expect(await found(`lastUpdateTime ge ${day}00:00:00Z`)).toEqual([]);
  });
});

describe('the quota', () => {
  it('counts per tenant and app, says when to come back, and frees calls as they age', async () => {
    let now = 1_790_000_000_000;
    const cloud = await testCloud({ now: () => now, quota: { perMinute: 2, perHour: 4 } });
    const other = 'fabfabfa-2222-4333-8444-555555555555';
    cloud.tenant(other);
    const token = await tokenFor(cloud);
    const status = async () => (await get(cloud, token, 'incidents')).status;
    expect(await status()).toBe(200);
    now += 10_000;
    expect(await status()).toBe(200);
    const refused = await get(cloud, token, 'incidents');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '50']);
    expect(refused.error).toMatchObject({
      code: '429',
      message: expect.stringContaining('Maximum allowed 2 per 00:01:00') as string,
    });
    expect((await get(cloud, await tokenFor(cloud, { tenant: other }), 'incidents')).status).toBe(200);
    now += 50_000;
    expect(await status()).toBe(200);
    now += 60_000;
    expect(await status()).toBe(200);
    now += 60_000;
    const hourly = await get(cloud, token, 'incidents');
    expect(hourly.error.message).toContain('Maximum allowed 4 per 01:00:00');
    cloud.setQuota(undefined);
    expect(await status()).toBe(200);
  });
});

describe('alerts of Defender for Endpoint', () => {
  it('have their own audience, role, page size and $expand', async () => {
    const cloud = await testCloud();
    const raw = '{"id":"da1","incidentId":7,"lastUpdateTime":"2026-11-20T00:00:00.1Z","evidence":[{"n":1.0}]}';
    cloud.tenant(contoso).addAlert(raw);
    cloud.tenant(contoso).addAlert({ id: 'da2', incidentId: null, lastUpdateTime: `${day}00:00:00.2Z` });
    const token = await tokenFor(cloud, { scope: scopes.mde });
    expect((await get(cloud, await tokenFor(cloud), 'alerts')).status).toBe(401);
    const plain = await get(cloud, token, 'alerts', { $top: '10000', $filter: 'incidentId eq 7' });
    expect(plain.value).toEqual([expect.objectContaining({ id: 'da1', evidence: [] })]);
    const expanded = await get(cloud, token, 'alerts', { $expand: 'evidence', $skip: '1' });
    expect(expanded.text).toContain(raw);
    expect((await get(cloud, token, 'alerts', { $top: '10001' })).status).toBe(400);
    cloud.tenant(contoso).consent({ mde: [] });
    const roleless = await tokenFor(cloud, { scope: scopes.mde, clientId: partner.clientId });
    expect((await get(cloud, roleless, 'alerts')).error.message).toContain('Alert.Read.All');
  });
});
