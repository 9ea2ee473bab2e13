import { beforeEach, describe, expect, it } from 'vitest';
import { collectTenants, type FleetCollector } from '../../shared/collection/collect-tenants';
import { neverRead } from '../../shared/collection/progress';
import { noCalls } from '../../shared/collection/quota';
import { SeenVersions } from '../../shared/collection/seen';
import { RelayError } from '../../shared/errors';
import type { CollectedEvent } from '../../shared/events/event';
import { FakeDefender } from '../collection/support/fake-defender';
import { fleet } from '../collection/support/fleet';
import { incident } from '../collection/support/world';
import { type FakeClock, fakeClock } from '../support/fake-clock';
import { now, relay } from './harness';
import { contoso, fabrikam, useTables } from './tables';

const minute = 60_000;

const tables = useTables();
let clock: FakeClock;
let apis: Map<string, FakeDefender>;

beforeEach(async () => {
  clock = fakeClock(now);
  apis = new Map([contoso, fabrikam].map((id) => [id, new FakeDefender({ now: () => clock.now() })]));
  await add(contoso, 'Contoso');
  await add(fabrikam, 'Fabrikam');
});

const add = (id: string, displayName: string, columns: Record<string, string> = {}) =>
  tables.tenantRows.put('tenant', id, { displayName, status: 'active', ...columns });
const apiOf = (id: string) => apis.get(id) as FakeDefender;

/** The real collector over the test's tables, before fake APIs. */
function collector(changes: Partial<FleetCollector> = {}, token?: () => Promise<never>) {
  const { tenants, checkpoints } = tables;
  return fleet({
    clock,
    http: (request) => apiOf(new URL(request.url).pathname.split('/')[1] as string).send(request),
    ...(token && { token }),
    changes: {
      checkpoints,
      listTenants: () => tenants.listTenants(),
      setTenantStatus: async (tenant, status, reason) => {
        await tenants.setStatus(tenant, status, reason, clock.now());
      },
      ...changes,
    },
  });
}

const collect = (typed: readonly string[], used: FleetCollector) =>
  relay(['collect', ...typed], { ...tables, collector: used });

const subjects = (sent: readonly CollectedEvent[]) => sent.map(({ attributes }) => attributes.subject).sort();

describe('relay collect', () => {
  it('collects every tenant and prints what the run did', async () => {
    apiOf(contoso).put(incident(1, now - minute));
    apiOf(fabrikam).put(incident(2, now - minute));
    const { collector: used, sent } = collector();
    const { code, out, err } = await collect([], used);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^2 sources were due: \d+ requests, 2 versions sent to the queue, 0\.0 s\.$/);
    expect(subjects(sent)).toEqual(['1', '2']);
    const again = await collect(['--json'], used);
    expect(JSON.parse(again.out)).toMatchObject({ targets: 2, sent: 0, failed: 0, notes: [] });
  });

  it('collects only the tenants named, each once', async () => {
    apiOf(contoso).put(incident(1, now - minute));
    const { collector: used, sent } = collector();
    const { code, out } = await collect([contoso.toUpperCase(), contoso], used);
    expect(code).toBe(0);
    expect(out).toContain('1 source was due');
    expect(subjects(sent)).toEqual(['1']);
    expect(apiOf(fabrikam).urls).toEqual([]);
  });

  it('names the tenant that failed, why, and ends with 1, though the others are collected', async () => {
    apiOf(contoso).always = () => apiOf(contoso).answer(403, { error: { code: 'Forbidden', message: 'no' } });
    apiOf(fabrikam).put(incident(2, now - minute));
    const { collector: used, sent } = collector();
    const { code, out } = await collect([], used);
    expect(code).toBe(1);
    expect(subjects(sent)).toEqual(['2']);
    const [, section, place, reason] = out.split('\n').filter(Boolean);
    expect(section).toBe('Needs attention:');
    expect(place).toBe(`  Contoso (${contoso}), defender-xdr: failing`);
    expect(reason).toMatch(/^ {4}\S.*403/);
  });

  it('says that a source is parked, and until when, instead of asking it', async () => {
    apiOf(contoso).answers.push(() => apiOf(contoso).answer(429, {}, { 'retry-after': '120' }));
    const { collector: used } = collector();
    const throttled = await collect([contoso], used);
    expect(throttled).toMatchObject({ code: 0, out: expect.stringContaining('defender-xdr: the API asked to wait') });
    clock.advance(minute);
    const parked = await collect([contoso], used);
    expect(parked.code).toBe(0);
    expect(parked.out).toContain('0 sources were due');
    expect(parked.out).toMatch(
      /Worth knowing:\n.*the API asked to wait until 2026-11-20 10:02:00 UTC \(in 60 seconds\)/,
    );
    expect(apiOf(contoso).urls).toHaveLength(1);
  });

  it('says that a source is suspended, why, and ends with 1', async () => {
    apiOf(contoso).always = () => apiOf(contoso).answer(403, { error: { code: 'Forbidden', message: 'no' } });
    const { collector: used } = collector();
    for (const wait of [6 * minute, 6 * minute, minute]) {
      await collectTenants(used);
      clock.advance(wait);
    }
    const { code, out } = await collect([], used);
    expect(code).toBe(1);
    expect(out).toContain(
      `Contoso (${contoso}), defender-xdr: suspended since 2026-11-20 10:00:00 UTC (13 minutes ago), 3 equal faults so far; tried again by itself at`,
    );
  });

  it('meets a credential that is refused once, and says what hangs on it', async () => {
    const refused = new RelayError('credential_wrong', 'The secret is wrong: store the new one in the vault.');
    const { collector: used } = collector({ concurrency: 1 }, () => Promise.reject(refused));
    const { code, out } = await collect([], used);
    expect(code).toBe(1);
    expect(out.split('\n').slice(1)).toEqual([
      '',
      'Needs attention:',
      '  the credential secret:partner of app is refused; nothing that uses it is collected',
      '    The secret is wrong: store the new one in the vault.',
    ]);
  });

  it('goes on with what is left in the next run, and hands over what is too much for one', async () => {
    for (let id = 1; id <= 400; id += 1) apiOf(contoso).put(incident(id, now - id * 1_000));
    const hurried = collector({ inlineTenants: 1 });
    const put = async (event: CollectedEvent) => {
      hurried.sent.push(event);
      clock.advance(600);
    };
    const { code, out } = await collect([], { ...hurried.collector, put });
    expect(code).toBe(0);
    expect(out).toContain('1 source with more to read; the next run goes on with it.');
    expect(out).toContain('1 tenant more left to the function app, by the queue "tenants".');
    expect(hurried.handedOver).toHaveLength(1);
  });

  it('reports malformed rows, of tenants and of checkpoints', async () => {
    await add(fabrikam, 'Fabrikam', { status: 'on' });
    await tables.checkpointRows.insert(contoso, 'defender-xdr', { marks: '[]', owed: 'oops', state: 'ok' });
    const { collector: used } = collector();
    const { code, out } = await collect([], used);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`the row tenants/${fabrikam} can't be used\\n {4}status must be`));
    expect(out).toMatch(
      new RegExp(`Contoso .*the row checkpoints/${contoso}/defender-xdr can't be used\\n {4}.*Repair the row`),
    );
  });

  it('probes a suspended tenant that is due, and says that it is collected again', async () => {
    await add(fabrikam, 'Fabrikam', { status: 'suspended', statusReason: 'Consent was withdrawn.' });
    const health = { state: 'suspended', reason: 'Consent was withdrawn.', since: now, faults: 3, probes: 0 } as const;
    const { checkpoints, tenants } = tables;
    const saved = { progress: neverRead, seen: new SeenVersions(), health, owedCalls: noCalls, collected: 0 };
    const parked = { ...saved, health: { ...health, notBefore: now + minute } };
    const key = { tenantId: fabrikam, source: 'defender-xdr' };
    await checkpoints.save(key, parked, undefined);
    const { collector: used } = collector();
    const early = await collect([fabrikam], used);
    expect(early.code).toBe(1);
    expect(early.out).toMatch(/Needs attention:\n.*suspended since .*\(in 60 seconds\)\n {4}Consent was withdrawn\./);
    expect(apiOf(fabrikam).urls).toEqual([]);

    clock.advance(minute);
    const { code, out } = await collect([fabrikam], used);
    expect(code).toBe(0);
    expect(out).toContain(`Fabrikam (${fabrikam}), defender-xdr: is collected again`);
    expect(await tenants.get(fabrikam)).toMatchObject({ tenant: { status: 'active' } });
  });
});

describe('relay collect, beside another run', () => {
  it('sends nothing of a source that the other is sending, and says so', async () => {
    apiOf(contoso).put(incident(1, now - minute));
    const timer = collector({ owner: 'the timer' });
    const typed = collector({ owner: 'the command line' });
    let during: Promise<{ code: number; out: string }> | undefined;
    const put = async (event: CollectedEvent) => {
      timer.sent.push(event);
      during = collect([contoso], typed.collector);
      await during;
    };
    await collectTenants({ ...timer.collector, put }, [contoso]);
    const { code, out } = (await during) ?? { code: -1, out: '' };
    expect(code).toBe(0);
    expect(out).toContain('1 source was due: 0 requests, 0 versions sent to the queue');
    expect(out).toContain(
      `Contoso (${contoso}), defender-xdr: another run is sending what it found; this one left it alone and sent nothing`,
    );
    expect(typed.sent).toEqual([]);
    expect(subjects(timer.sent)).toEqual(['1']);
  });

  it('that took the source between the reading and the sending sends nothing, and says so', async () => {
    apiOf(contoso).put(incident(1, now - minute));
    const timer = collector({ owner: 'the timer' });
    const typed = collector({ owner: 'the command line' });
    const http: FleetCollector['http'] = async (request) => {
      const answer = await typed.collector.http(request);
      await collectTenants(timer.collector, [contoso]);
      return answer;
    };
    const { code, out } = await collect([contoso], { ...typed.collector, http });
    expect(code).toBe(0);
    expect(out).toContain(`Contoso (${contoso}), defender-xdr: another run went on with it`);
    expect(typed.sent).toEqual([]);
    expect(subjects(timer.sent)).toEqual(['1']);
  });
});

describe('relay collect, with tenants that can not be collected', () => {
  const stranger = '8d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';

  it.each([
    ['paused', 'the tenant is paused (Contract ended.)', `relay tenants resume ${fabrikam}`],
    ['invited', 'its administrator has not consented yet', `relay tenants check ${fabrikam}`],
  ])('says what to do about one that is %s', async (status, why, advice) => {
    await add(fabrikam, 'Fabrikam', { status, ...(status !== 'invited' && { statusReason: 'Contract ended.' }) });
    const { collector: used } = collector();
    const { code, err } = await collect([fabrikam], used);
    expect(code).toBe(2);
    expect(err).toContain(`Fabrikam (${fabrikam}) isn't collected: ${why}.`);
    expect(err).toContain(advice);
  });

  it('lists all of them, and collects none of the others either', async () => {
    await add(fabrikam, 'Fabrikam', { status: 'on' });
    const { collector: used } = collector();
    const { code, err } = await collect([contoso, fabrikam, stranger], used);
    expect(code).toBe(2);
    expect(err).toMatch(
      new RegExp(`status must be[\\s\\S]*${stranger} isn't registered[\\s\\S]*Nothing was collected.`),
    );
    expect(apiOf(contoso).urls).toEqual([]);
    expect((await collect([fabrikam], used)).code).toBe(1);
  });
});
