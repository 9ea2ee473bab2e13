import { describe, expect, it } from 'vitest';
import { contoso, get, ids, testCloud, tokenFor } from './fixture';

const odd =
  '{ "incidentId": 9007199254740993, "n":[1.0, 1e5, -0.0],"s":"\\u00e9\\/", "lastUpdateTime":"2026-11-20T00:00:00Z" }';

describe('a record', () => {
  it('is shown with every digit and escape of its raw text', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).addIncident(odd);
    expect((await get(cloud, await tokenFor(cloud), 'incidents')).text).toBe(
      `{"@odata.context":"https://api.security.microsoft.com/api/$metadata#Incidents","value":[${odd}]}`,
    );
  });

  it('keeps its other digits through an update, which is stamped with the present', async () => {
    const cloud = await testCloud({ now: () => Date.parse('2026-11-21T10:00:00.123Z') });
    const tenant = cloud.tenant(contoso);
    tenant.addIncident(odd);
    const text = tenant.updateIncident('9007199254740993', { status: 'Resolved' });
    expect(text).toContain('"n":[1.0, 1e5, -0.0],"s":"\\u00e9\\/"');
    expect(text).toMatch(/"lastUpdateTime":"2026-11-21T10:00:00\.123\d{0,4}Z"/);
    expect(text).toContain('"status":"Resolved"');
    const page = await get(cloud, await tokenFor(cloud), 'incidents');
    expect(page.value).toHaveLength(1);
    expect(page.text).toContain(text);
    expect(() => tenant.updateIncident(5, {})).toThrow(RangeError);
  });

  it('can become visible later than its timestamp, as can an update', async () => {
    let now = Date.parse('2026-11-21T10:00:00Z');
    const cloud = await testCloud({ now: () => now, tokenLifetimeSeconds: 86_400 });
    const tenant = cloud.tenant(contoso);
    const late = { incidentId: 2, lastUpdateTime: '2026-11-21T09:59:00Z' };
    tenant.addIncident({ incidentId: 1, lastUpdateTime: '2026-11-21T09:58:00Z', status: 'Active' });
    tenant.addIncident(late, { visibleFrom: now + 60_000 });
    tenant.updateIncident(1, { status: 'Resolved' }, { visibleFrom: now + 120_000 });
    const token = await tokenFor(cloud);
    const seen = async () =>
      (await get(cloud, token, 'incidents')).value.map(({ incidentId, status }) => [incidentId, status]).sort();
    expect(await seen()).toEqual([[1, 'Active']]);
    now += 60_000;
    expect(await seen()).toEqual([
      [1, 'Active'],
      [2, undefined],
    ]);
    now += 60_000;
    expect(await seen()).toEqual([
      [1, 'Resolved'],
      [2, undefined],
    ]);
  });

  it('without a usable id or time can still be found where the index knows one', async () => {
    const cloud = await testCloud();
    const tenant = cloud.tenant(contoso);
    tenant.addIncident('{"incidentId":null,"lastUpdateTime":"soon"}', {
      indexedAs: { lastUpdateTime: '2026-11-20T00:00:00Z' },
    });
    tenant.addIncident('{"severity":"High"}', { indexedAs: { lastUpdateTime: '2026-11-20T00:00:00Z' } });
    const filter = { $filter: 'lastUpdateTime ge 2026-11-20T00:00:00Z' };
    const page = await get(cloud, await tokenFor(cloud), 'incidents', filter);
    expect(page.value).toHaveLength(2);
    expect(page.text).toContain('{"incidentId":null,"lastUpdateTime":"soon"}');
    expect(() => tenant.addIncident('[1]')).toThrow(TypeError);
    expect(() => tenant.addIncident('{"cut":')).toThrow(SyntaxError);
  });
});

describe('the ledger', () => {
  it('holds each version that was shown, once, with its raw text', async () => {
    let now = 1_790_000_000_000;
    const cloud = await testCloud({ now: () => now });
    const tenant = cloud.tenant(contoso);
    tenant.addIncident(odd);
    tenant.addIncident({ incidentId: 5, lastUpdateTime: '2026-11-19T00:00:00Z' });
    const token = await tokenFor(cloud);
    expect(cloud.ledger(contoso)).toEqual([]);
    await get(cloud, token, 'incidents', { $top: '1' });
    expect(cloud.ledger(contoso)).toEqual([
      {
        collection: 'incidents',
        id: '9007199254740993',
        version: '2026-11-20T00:00:00Z',
        raw: odd,
        firstShownAt: now,
      },
    ]);
    now += 1_000;
    const newer = tenant.updateIncident('9007199254740993', { lastUpdateTime: '2026-11-20T00:00:01Z' });
    const page = await get(cloud, token, 'incidents');
    await get(cloud, token, 'incidents');
    expect(ids(page)).toHaveLength(2);
    expect(cloud.ledger(contoso).map(({ raw }) => raw)).toEqual([odd, newer, expect.any(String)]);
  });

  it('takes no note of answers that were cut, dropped, replaced or not 200', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).addIncident(odd);
    const token = await tokenFor(cloud);
    const url = `${cloud.urls.defender}/api/incidents`;
    const headers = { authorization: `Bearer ${token}` };
    const call = async () => (await fetch(url, { headers })).text();
    cloud.script(contoso, 'incidents', [{ truncate: 40 }, { drop: true }, { body: 'not json' }, { status: 206 }]);
    await expect(call()).rejects.toThrow();
    await expect(call()).rejects.toThrow();
    expect(await call()).toBe('not json');
    expect(await call()).toContain(odd);
    expect(cloud.ledger(contoso)).toEqual([]);
    await call();
    expect(cloud.ledger(contoso)).toHaveLength(1);
  });
});
