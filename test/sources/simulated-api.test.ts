import { describe, expect, it } from 'vitest';
import type { SimulatedCloud } from '../../sandbox/cloud/cloud';
import { parseInstant } from '../../shared/instant';
import { sources } from '../../shared/sources/registry';
import type { Page, Window } from '../../shared/sources/source';
import { contoso, getUrl, testCloud, tokenFor } from '../sandbox-cloud/fixture';
import { cases, type SourceCase } from './cases';

const noon = parseInstant('2026-11-21T12:00:00Z') as bigint;
const instantOf = (tick: number) => `2026-11-21T12:00:00.${String(tick).padStart(7, '0')}Z`;

/** The simulated API, asked as the source asks it, with a token for the scope that the source names. */
describe.each(cases)('the API of $name', (each: SourceCase) => {
  const source = sources[each.name];
  const { id, updated, created } = each.members;

  const put = (cloud: SimulatedCloud, record: Readonly<Record<string, string>>) => {
    if (each.list === 'incidents') cloud.tenant(contoso).addIncident(record);
    else cloud.tenant(contoso).addAlert(record);
  };
  const grant = (cloud: SimulatedCloud, roles: readonly string[]) =>
    cloud.tenant(contoso).consent(each.list === 'incidents' ? { xdr: roles } : { mde: roles });
  const ask = async (cloud: SimulatedCloud, window: Window, top: number, scope = source.scope('commercial')) =>
    getUrl(cloud.urls.defender + source.request(window, top), await tokenFor(cloud, { scope }));
  const read = async (cloud: SimulatedCloud, window: Window, top = source.pageLimit): Promise<Page> => {
    const { status, text } = await ask(cloud, window, top);
    expect(status, text).toBe(200);
    return source.parse(text);
  };
  const ticksOf = ({ records }: Page) => records.map((record) => Number((record.updated?.ticks ?? 0n) - noon)).sort();

  it('hands out a whole page of the size that is asked for, and the rest behind an offset', async () => {
    const cloud = await testCloud();
    for (let tick = 0; tick <= source.pageLimit; tick += 1)
      put(cloud, { [id]: `r${tick}`, [updated]: instantOf(tick) });
    const full = await read(cloud, { from: noon });
    const rest = await read(cloud, { from: noon, skip: source.pageLimit });
    expect([full.records.length, rest.records.length]).toEqual([source.pageLimit, 1]);
    const ids = [...full.records, ...rest.records].map((record) => record.id);
    expect(new Set(ids).size).toBe(source.pageLimit + 1);
  });

  it('refuses a larger page than it is documented to give', async () => {
    const cloud = await testCloud();
    expect((await ask(cloud, { from: noon }, each.largestTop)).status).toBe(200);
    expect((await ask(cloud, { from: noon }, each.largestTop + 1)).status).toBe(400);
  });

  it('honours both bounds of last update and of creation, to the tick', async () => {
    const cloud = await testCloud();
    for (const tick of [1, 2, 3, 4]) {
      put(cloud, { [id]: `r${tick}`, [updated]: instantOf(tick), [created]: instantOf(5 - tick) });
    }
    expect(ticksOf(await read(cloud, { from: noon + 3n }))).toEqual([3, 4]);
    expect(ticksOf(await read(cloud, { from: noon + 2n, to: noon + 4n }))).toEqual([2, 3]);
    const createdBetween = (window: Window['created']) =>
      read(cloud, { from: noon, to: noon + 5n, ...(window && { created: window }) });
    expect(ticksOf(await createdBetween({ from: noon + 3n }))).toEqual([1, 2]);
    expect(ticksOf(await createdBetween({ to: noon + 3n }))).toEqual([3, 4]);
    expect(ticksOf(await createdBetween({ from: noon + 2n, to: noon + 3n }))).toEqual([3]);
  });

  it('shows a published record whole', async () => {
    const cloud = await testCloud();
    for (const { raw } of each.samples) {
      if (each.list === 'incidents') cloud.tenant(contoso).addIncident(raw);
      else cloud.tenant(contoso).addAlert(raw);
    }
    const { records } = await read(cloud, { from: 0n });
    expect(records.map(({ raw }) => raw).sort()).toEqual(each.samples.map(({ raw }) => raw).sort());
  });

  it.each(each.roles)('takes a token that holds %s alone', async (role) => {
    const cloud = await testCloud();
    grant(cloud, [role]);
    await read(cloud, { from: noon });
  });

  it('refuses a token without a permission, naming those that do, and one for another API', async () => {
    const cloud = await testCloud();
    const others = cases.filter(({ name }) => name !== each.name);
    for (const { scopes } of others) {
      expect((await ask(cloud, { from: noon }, 1, scopes.commercial)).status).toBe(401);
    }
    grant(cloud, []);
    const refused = await ask(cloud, { from: noon }, 1);
    expect(refused.status).toBe(403);
    expect(refused.error.message).toContain(each.roles.join(','));
  });
});
