import { expect, it } from 'vitest';
import { hour, minute } from '../../shared/duration';
import { tenantId } from '../collection/support/world';
import { relayWithHeartbeats } from '../delivery/heartbeats';

/** Housekeeping over a fleet: one tenant that is well, one that is late, one paused, one invited, one malformed. */
async function fleetOfFive() {
  const made = relayWithHeartbeats('siem');
  const { addTenant, saveCheckpoint, keepHouse, clock } = made;
  await addTenant(tenantId(1));
  await addTenant(tenantId(2), { displayName: 'Fabrikam' });
  await addTenant(tenantId(3), { status: 'paused' });
  await addTenant(tenantId(4), { status: 'invited' });
  await addTenant(tenantId(5), { status: 'alive' });
  await saveCheckpoint(tenantId(2));
  clock.advance(20 * minute);
  await saveCheckpoint(tenantId(1));
  return {
    ...made,
    /** The lines about tenants that a run writes. */
    told: async () => {
      const before = made.logged('tenant.state').length;
      await keepHouse();
      return made
        .logged('tenant.state')
        .slice(before)
        .map(({ fields }) => fields);
    },
  };
}

const late = { tenant: tenantId(2), name: 'Fabrikam', source: 'defender-xdr', state: 'failing' };

it('says how every tenant stands once an hour, and in between only who is late or in trouble', async () => {
  const { told, saveCheckpoint, clock } = await fleetOfFive();
  const wellAndPaused = [
    { tenant: tenantId(1), state: 'ok', lagMs: 20_000, behindMs: 20_000 },
    { tenant: tenantId(3), state: 'paused' },
  ];
  expect(await told()).toMatchObject([wellAndPaused[0], { ...late, lagMs: 20 * minute + 20_000 }, wellAndPaused[1]]);
  clock.advance(5 * minute);
  expect(await told()).toMatchObject([{ ...late, lagMs: 25 * minute + 20_000 }]);
  clock.advance(hour);
  await saveCheckpoint(tenantId(1));
  expect(await told()).toMatchObject([wellAndPaused[0], late, wellAndPaused[1]]);
});

it('counts the fleet; nobody waits for a tenant that a person paused', async () => {
  const { told, logged } = await fleetOfFive();
  await told();
  expect(logged('fleet.state').map(({ fields }) => fields)).toEqual([
    {
      state: 'ok',
      tenants: 5,
      orphans: 0,
      invited: 1,
      malformed: 1,
      ok: 1,
      never: 0,
      failing: 1,
      suspended: 0,
      paused: 1,
      worstLagMs: 20 * minute + 20_000,
      bestLagMs: 20_000,
    },
  ]);
});
