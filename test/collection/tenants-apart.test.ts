import { describe, expect, it } from 'vitest';
import type { ListedTenant } from '../../shared/collection/due-targets';
import { RelayError } from '../../shared/errors';
import type { Tenant } from '../../shared/tenants/tenant';
import { tenant } from './support/fleet';
import { incident, minute, start, tenantId, world } from './support/world';

/** Three tenants with one incident each; the second is in trouble. */
function three(parts: Parameters<typeof world>[0] = {}) {
  const made = world({ size: 3, ...parts });
  for (const number of [1, 2, 3]) made.api(number).put(incident(number, start - minute));
  return made;
}

describe('one tenant in trouble', () => {
  it.each([
    ['an API that fails', 500],
    ['an API that refuses', 403],
    ['an API that throttles', 429],
    ['an API that answers in part', 206],
  ])('%s does not stop the others', async (_name, status) => {
    const { api, run, sentOf, log } = three();
    api(2).always = () => api(2).answer(status, { error: { message: 'no' } });
    const summary = await run();
    expect([sentOf(1), sentOf(2), sentOf(3)]).toEqual([[1], [], [3]]);
    expect(summary).toMatchObject({ targets: 3, sent: 2, failed: status === 429 ? 0 : 1 });
    expect(log(status === 429 ? 'tenant.throttled' : 'tenant.attention')).toMatchObject([{ tenant: tenantId(2) }]);
  });

  it('a network that fails does not stop the others', async () => {
    const { api, run, sentOf, row } = three();
    api(2).always = () => {
      throw new RelayError('network_failed', 'No answer.');
    };
    await run();
    expect([sentOf(1), sentOf(2), sentOf(3)]).toEqual([[1], [], [3]]);
    expect(row(2)).toMatchObject({ state: 'failing', code: 'network_failed', reason: 'No answer.' });
  });

  it('something nobody foresaw in one tenant does not stop the others, and is not hushed up', async () => {
    const { api, run, sentOf, log, clock } = three({ changes: { concurrency: 1 } });
    api(1).always = () => {
      throw new TypeError('a bug');
    };
    await expect(run()).rejects.toThrow('a bug');
    expect([sentOf(1), sentOf(2), sentOf(3)]).toEqual([[], [2], [3]]);
    expect(log('tenant.attention')).toMatchObject([{ tenant: tenantId(1), reason: 'a bug' }]);
    expect(log('collect.finished')).toMatchObject([{ targets: 3, failed: 1, sent: 2 }]);
    clock.advance(minute);
    api(1).always = undefined;
    await run();
    expect(sentOf(1)).toEqual([1]);
  });

  it('a checkpoint nobody can read is reported with what to do, and the others go on', async () => {
    const { checkpoints, run, sentOf, log, clock } = three();
    await run();
    clock.advance(minute);
    const broken = new RelayError('row_invalid', 'Repair the row.', { tenant: tenantId(2), source: 'defender-xdr' });
    const load = checkpoints.load.bind(checkpoints);
    checkpoints.load = (key) => (key.tenantId === tenantId(2) ? Promise.reject(broken) : load(key));
    const summary = await run();
    expect(summary).toMatchObject({ failed: 1 });
    const row = `checkpoints/${tenantId(2)}/defender-xdr`;
    expect(log('row.malformed')).toMatchObject([{ tenant: tenantId(2), row, reason: 'Repair the row.' }]);
    expect(sentOf(3)).toEqual([3]);
  });
});

describe('the tenants table', () => {
  const listing = (...listed: ListedTenant[]) => ({
    async *listTenants() {
      yield* listed;
    },
  });
  const malformed = { kind: 'malformed', malformed: { rowKey: 'contoso', faults: ['not a GUID', 'no name'] } } as const;

  it('reports a malformed row and goes on with the rest', async () => {
    const listed = listing(malformed, { kind: 'tenant', tenant: tenant(tenantId(1)) });
    const { api, run, sentOf, log } = world({ changes: listed });
    api().put(incident(1, start - minute));
    await run();
    expect(sentOf()).toEqual([1]);
    expect(log('row.malformed')).toEqual([{ row: 'tenants/contoso', reason: 'not a GUID; no name' }]);
  });

  it('is not complained about again by every batch that was handed over', async () => {
    const { run, log } = world({ changes: listing(malformed) });
    await run([tenantId(1)]);
    expect(log('row.malformed')).toEqual([]);
  });

  it.each(['invited', 'paused'] as const)('leaves a tenant alone that is %s', async (status) => {
    const { api, run } = world({ tenants: [tenant(tenantId(1), { status })] });
    expect(await run()).toMatchObject({ targets: 0, calls: 0 });
    expect(api().urls).toEqual([]);
  });
});

describe('a token', () => {
  it('without the role names what is missing and gives the consent link, and no request is made', async () => {
    const { api, run, row, log } = world({ roles: ['Alert.Read.All'] });
    await run();
    expect(api().urls).toEqual([]);
    expect(row()).toMatchObject({ state: 'failing', code: 'role_missing' });
    expect(row()?.reason).toMatch(/Incident\.Read\.All.*holds Alert\.Read\.All.*https:\/\/login\.test\/consent/);
    expect(log('tenant.attention')).toHaveLength(1);
  });

  it('that is refused with 401 is asked for anew, once', async () => {
    const { api, run, sentOf } = world();
    api().put(incident(1, start - minute));
    api().answers.push(() => api().answer(401, { error: { message: 'expired' } }));
    await run();
    expect(sentOf()).toEqual([1]);
    const before = api().urls.length;
    api().always = () => api().answer(401, { error: { message: 'expired' } });
    await run();
    expect(api().urls).toHaveLength(before + 2);
  });
});

describe("a credential's fault", () => {
  const broken = new RelayError('credential_expired', 'The secret partner has expired. Put a new one into the vault.');
  const own = { clientId: 'own app', credential: { kind: 'secret', name: 'own' } } as const;

  it('stops what hangs on that credential, once and loudly; others go on, and no tenant is suspended for it', async () => {
    const asked: string[] = [];
    const { api, run, minutes, sentOf, log, row, checkpoints } = world({
      size: 6,
      tenants: [1, 2, 3, 4, 5, 6].map((number) => tenant(tenantId(number), number === 6 ? own : {})),
      token: async (id, issue) => {
        asked.push(id);
        if (id === tenantId(6)) return issue();
        throw broken;
      },
      changes: { concurrency: 1 },
    });
    api(6).put(incident(6, start - minute));
    const summary = await run();
    expect(asked.filter((id) => id !== tenantId(6))).toEqual([tenantId(1)]);
    expect(sentOf(6)).toEqual([6]);
    expect(summary).toMatchObject({ targets: 6, failed: 5 });
    expect(log('credential.attention')).toEqual([
      { credential: 'secret:partner of app', whose: 'partner', code: 'credential_expired', reason: broken.message },
    ]);
    expect(log('tenant.attention')).toEqual([]);
    const told = { state: 'failing', code: 'credential_expired', reason: broken.message };
    expect([1, 2, 3, 4, 5].map((number) => row(number))).toMatchObject(Array(5).fill(told));
    const saves = checkpoints.saves;
    await minutes(20);
    expect(log('credential.attention')).toHaveLength(21);
    expect([1, 2, 3, 4, 5].map((number) => row(number)?.state)).toEqual(Array(5).fill('failing'));
    // Only the tenant that goes on has anything new to write.
    expect(checkpoints.saves - saves).toBeLessThanOrEqual(6);
  });

  it("is a tenant's where only tenants name that credential, and the partner's where any tenant hangs on it unnamed", async () => {
    const same = { clientId: 'app', credential: { kind: 'secret', name: 'partner' } } as const;
    const whose = async (...changes: readonly Partial<Tenant>[]) => {
      const { run, log } = world({
        size: changes.length,
        tenants: changes.map((each, index) => tenant(tenantId(index + 1), each)),
        token: () => Promise.reject(broken),
        changes: { concurrency: 1 },
      });
      await run();
      return log('credential.attention').map((fields) => [fields?.credential, fields?.whose]);
    };
    expect(await whose(own, {}, own)).toEqual([
      ['secret:own of own app', 'tenant'],
      ['secret:partner of app', 'partner'],
    ]);
    expect(await whose(same, {})).toEqual([['secret:partner of app', 'partner']]);
    expect(await whose(same)).toEqual([['secret:partner of app', 'tenant']]);
  });
});
