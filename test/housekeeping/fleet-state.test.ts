import { describe, expect, it } from 'vitest';
import { minute } from '../../shared/duration';
import { tenantId } from '../collection/support/world';
import { fleetLines } from './fleet';

const lagOf20s = 20_000;

describe('a fleet whose table of tenants is lost', () => {
  it('is told of when at least as many tenants have checkpoints but no row as there are rows', async () => {
    const { addTenant, saveCheckpoint, run } = fleetLines();
    for (const number of [1, 2, 3]) await addTenant(tenantId(number));
    for (const number of [1, 2, 3, 4, 5]) await saveCheckpoint(tenantId(number));
    expect((await run()).fleet).toMatchObject({ state: 'ok', tenants: 3, orphans: 2 });
    await saveCheckpoint(tenantId(6));
    await saveCheckpoint(tenantId(6), {}, 'defender-endpoint');
    expect((await run()).fleet).toMatchObject({ state: 'lost', tenants: 3, orphans: 3 });
  });

  it('is not lost when somebody removed one of two customers', async () => {
    const { addTenant, saveCheckpoint, run } = fleetLines();
    await addTenant(tenantId(1));
    for (const number of [1, 2]) await saveCheckpoint(tenantId(number));
    expect((await run()).fleet).toMatchObject({ state: 'ok', tenants: 1, orphans: 1 });
  });

  it('is lost when it is empty, but not before anything was collected', async () => {
    const { saveCheckpoint, run } = fleetLines();
    expect((await run()).fleet).toMatchObject({ state: 'ok', tenants: 0, orphans: 0 });
    await saveCheckpoint(tenantId(1));
    expect((await run()).fleet).toMatchObject({ state: 'lost', tenants: 0, orphans: 1 });
  });

  it('is not lost while every row is there, whatever it says', async () => {
    const { addTenant, saveCheckpoint, run } = fleetLines();
    await addTenant(tenantId(1), { status: 'invited' });
    await addTenant(tenantId(2), { status: 'paused' });
    await addTenant(tenantId(3), { status: 'alive' });
    await addTenant('AAAAAAAA-0000-4000-8000-000000000004');
    for (const number of [1, 2, 3]) await saveCheckpoint(tenantId(number));
    await saveCheckpoint('aaaaaaaa-0000-4000-8000-000000000004');
    expect((await run()).fleet).toMatchObject({ state: 'ok', orphans: 0, malformed: 2, invited: 1, paused: 1 });
  });
});

describe('the smallest lag of the fleet', () => {
  it('is that of the source which is least behind, whatever state it is in', async () => {
    const { addTenant, saveCheckpoint, run, clock } = fleetLines();
    await addTenant(tenantId(1));
    await saveCheckpoint(tenantId(1));
    clock.advance(40 * minute);
    expect((await run()).fleet).toMatchObject({ failing: 1, bestLagMs: 40 * minute + lagOf20s });
    await addTenant(tenantId(2));
    await saveCheckpoint(tenantId(2));
    expect((await run()).fleet).toMatchObject({ bestLagMs: lagOf20s, worstLagMs: 40 * minute + lagOf20s });
  });

  it('counts what was never collected by its age', async () => {
    const { addTenant, run, clock } = fleetLines();
    await addTenant(tenantId(1), { statusSince: new Date(clock.now()).toISOString() });
    clock.advance(25 * minute);
    expect((await run()).fleet).toMatchObject({ never: 1, bestLagMs: 25 * minute, worstLagMs: 25 * minute });
  });

  it('is that of the suspended when all others are', async () => {
    const { addTenant, saveCheckpoint, run, clock } = fleetLines();
    const suspended = { status: 'suspended', statusReason: 'consent was withdrawn' };
    await addTenant(tenantId(1), suspended);
    await addTenant(tenantId(2), { status: 'paused' });
    await saveCheckpoint(tenantId(1));
    clock.advance(30 * minute);
    expect((await run()).fleet).toMatchObject({ suspended: 1, bestLagMs: 30 * minute + lagOf20s, worstLagMs: 0 });
    await addTenant(tenantId(3));
    await saveCheckpoint(tenantId(3));
    expect((await run()).fleet).toMatchObject({ suspended: 1, ok: 1, bestLagMs: lagOf20s });
  });

  it('is absent where nobody waits: no tenant, or only invited and paused ones', async () => {
    const { addTenant, saveCheckpoint, run } = fleetLines();
    expect((await run()).fleet).not.toHaveProperty('bestLagMs');
    await addTenant(tenantId(1), { status: 'paused' });
    await addTenant(tenantId(2), { status: 'invited' });
    for (const number of [1, 2]) await saveCheckpoint(tenantId(number));
    expect((await run()).fleet).not.toHaveProperty('bestLagMs');
  });
});

describe('a source that never succeeded is as late as it has been waited for', () => {
  it.each(['statusSince', 'consentedAt'])('since %s of its tenant', async (column) => {
    const { addTenant, saveNeverRead, run, clock } = fleetLines();
    await addTenant(tenantId(1), { [column]: new Date(clock.now()).toISOString() });
    clock.advance(15 * minute);
    expect((await run()).tenants).toMatchObject([{ state: 'never', lagMs: 15 * minute }]);
    // Another fault each time would begin anew each time.
    await saveNeverRead(tenantId(1), clock.now());
    clock.advance(5 * minute);
    expect((await run()).tenants).toMatchObject([{ state: 'failing', lagMs: 20 * minute }]);
  });

  it('since its fault was first met, where nobody wrote down when its tenant became active', async () => {
    const { addTenant, saveNeverRead, run, clock } = fleetLines();
    await addTenant(tenantId(1));
    await saveNeverRead(tenantId(1), clock.now() - 7 * minute);
    expect((await run()).tenants).toMatchObject([{ state: 'failing', lagMs: 7 * minute }]);
  });

  it('since its fault was first met, where another source of its tenant was collected before it was added', async () => {
    const { addTenant, saveCheckpoint, saveNeverRead, run, clock } = fleetLines();
    const statusSince = new Date(clock.now() - 90 * 24 * 60 * minute).toISOString();
    await addTenant(tenantId(1), { statusSince, sources: 'defender-xdr,defender-endpoint' });
    await saveCheckpoint(tenantId(1));
    const added = async () => (await run()).tenants.find(({ source }) => source === 'defender-endpoint');
    expect(await added()).toMatchObject({ state: 'never' });
    expect(await added()).not.toHaveProperty('lagMs');
    await saveNeverRead(tenantId(1), clock.now() - 3 * minute, 'defender-endpoint');
    expect(await added()).toMatchObject({ state: 'failing', lagMs: 3 * minute });
  });

  it('not where nothing is known of it, nor where it cannot be told how far it was read', async () => {
    const { addTenant, checkpointRows, run, clock } = fleetLines();
    await addTenant(tenantId(1));
    await addTenant(tenantId(2), { statusSince: new Date(clock.now() - 90 * minute).toISOString() });
    await checkpointRows.put(tenantId(2), 'defender-xdr', { marks: 'oops' });
    const { tenants } = await run();
    expect(tenants.map(({ state }) => state)).toEqual(['never', 'failing']);
    for (const each of tenants) expect(each).not.toHaveProperty('lagMs');
  });

  it('not where nobody waits for it', async () => {
    const { addTenant, run, clock } = fleetLines();
    const statusSince = new Date(clock.now() - 90 * minute).toISOString();
    for (const [index, status] of ['paused', 'suspended'].entries()) {
      await addTenant(tenantId(index + 1), { status, statusSince, statusReason: 'x' });
    }
    const { tenants } = await run();
    expect(tenants.map(({ state }) => state)).toEqual(['paused', 'suspended']);
    for (const each of tenants) expect(each).not.toHaveProperty('lagMs');
  });
});
