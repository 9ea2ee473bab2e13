import { request } from 'node:https';
import { describe, expect, it, vi } from 'vitest';
import { contoso, get, ids, testCloud, tokenFor } from './fixture';

describe('a script', () => {
  it('is used up one call at a time, per tenant and route, then the service answers itself', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).addIncident({ incidentId: 1, lastUpdateTime: '2026-11-20T00:00:00Z' });
    const other = 'fabfabfa-2222-4333-8444-555555555555';
    cloud.tenant(other);
    const steps = [{ status: 429, headers: { 'retry-after': '3' } }, 'pass', { status: 503 }, { status: 206 }] as const;
    cloud.script(contoso.toUpperCase(), 'incidents', steps);
    const token = await tokenFor(cloud);
    const throttled = await get(cloud, token, 'incidents');
    expect([throttled.status, throttled.headers.get('retry-after'), throttled.error.code]).toEqual([429, '3', '429']);
    expect((await get(cloud, await tokenFor(cloud, { tenant: other }), 'incidents')).status).toBe(200);
    expect(ids(await get(cloud, token, 'incidents'))).toEqual([1]);
    expect(cloud.remainingSteps(contoso, 'incidents')).toBe(2);
    expect((await get(cloud, token, 'incidents')).status).toBe(503);
    const partial = await get(cloud, token, 'incidents');
    expect([partial.status, ids(partial)]).toEqual([206, [1]]);
    expect((await get(cloud, token, 'incidents')).status).toBe(200);
  });

  it('can cut a body short under its full length', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).addIncident({ incidentId: 1, text: 'x'.repeat(5_000) });
    const token = await tokenFor(cloud);
    const length = (await get(cloud, token, 'incidents')).text.length;
    cloud.script(contoso, 'incidents', [{ truncate: 1_000 }]);
    const cut = await new Promise<object>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      const call = request(`${cloud.urls.defender}/api/incidents`, { headers }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('error', () => resolve({ announced: Number(response.headers['content-length']), bytes }));
        response.on('end', () => reject(new Error('the body came whole')));
      });
      call.on('error', reject);
      call.end();
    });
    expect(cut).toEqual({ announced: length, bytes: 1_000 });
  });

  it('can close the connection before the first byte, and the log says so', async () => {
    const cloud = await testCloud();
    const token = await tokenFor(cloud);
    cloud.script(contoso, 'incidents', [{ drop: true }]);
    await expect(get(cloud, token, 'incidents')).rejects.toThrow();
    expect(cloud.requests.at(-1)).toMatchObject({ service: 'xdr', tenantId: contoso, status: 0 });
  });

  it('holds an answer back, as latency does', async () => {
    const cloud = await testCloud({ latencyMs: 30 });
    cloud.script(contoso, 'incidents', [{ delayMs: 60 }]);
    const token = await tokenFor(cloud);
    const started = performance.now();
    await get(cloud, token, 'incidents');
    // Node's timers may fire a millisecond early.
    expect(performance.now() - started).toBeGreaterThanOrEqual(88);
  });
});

it('shows nothing to a caller who hung up while the answer was held back', async () => {
  const cloud = await testCloud();
  cloud.tenant(contoso).addIncident({ incidentId: 1, lastUpdateTime: '2026-11-20T00:00:00Z' });
  const token = await tokenFor(cloud);
  const away = new AbortController();
  cloud.onRequest(async () => {
    away.abort();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const headers = { authorization: `Bearer ${token}` };
  await expect(fetch(`${cloud.urls.defender}/api/incidents`, { headers, signal: away.signal })).rejects.toThrow();
  await vi.waitFor(() => expect(cloud.requests).toHaveLength(2));
  expect(cloud.ledger(contoso)).toEqual([]);
});

describe('a hook', () => {
  it('moves data between two pages', async () => {
    const cloud = await testCloud();
    const tenant = cloud.tenant(contoso);
    for (const id of [1, 2, 3]) tenant.addIncident({ incidentId: id, lastUpdateTime: `2026-11-20T00:00:0${id}Z` });
    const off = cloud.onRequest(async ({ service, query }) => {
      await Promise.resolve();
      if (service === 'xdr' && query.$skip === '2') tenant.updateIncident(1, { status: 'Resolved' });
    });
    const token = await tokenFor(cloud);
    const first = ids(await get(cloud, token, 'incidents', { $top: '2' }));
    const second = ids(await get(cloud, token, 'incidents', { $top: '2', $skip: '2' }));
    expect([first, second]).toEqual([[3, 2], [2]]);
    off();
    tenant.updateIncident(3, {});
    expect(ids(await get(cloud, token, 'incidents', { $top: '2', $skip: '2' }))).toEqual([2]);
  });
});

it('logs what was asked and how much was shown', async () => {
  const cloud = await testCloud({ now: () => 1_790_000_000_000 });
  cloud.tenant(contoso).addIncident({ incidentId: 1, lastUpdateTime: '2026-11-20T00:00:00Z' });
  const query = { $filter: 'lastUpdateTime ge 2026-11-01T00:00:00Z', $top: '5' };
  await get(cloud, await tokenFor(cloud), 'incidents', query);
  expect(cloud.requests[1]).toEqual({
    at: 1_790_000_000_000,
    service: 'xdr',
    tenantId: contoso,
    method: 'GET',
    path: '/api/incidents',
    query,
    status: 200,
    records: 1,
  });
});
