import { tenantId } from '../../collection/support/world';
import { fault } from '../broken';
import { breaking, type FaultScenario } from './scenario';

const standsStill = { fires: ['collection-lag', 'fleet-stopped'], values: { 'fleet-stopped': [''] } };

function losing(count: number): FaultScenario['break'] {
  return async (relay) => {
    for (let number = 1; number <= count; number += 1) await relay.tenantTable.remove('tenant', tenantId(number));
    await relay.minutes(5);
  };
}

/** What stops all tenants, or almost. */
export const fleetFaults: readonly FaultScenario[] = [
  {
    name: 'the rows of all tenants are gone',
    fires: ['tenants-lost'],
    values: { 'tenants-lost': [''] },
    break: losing(2),
  },
  {
    name: 'the rows of three tenants of six are gone',
    fires: ['tenants-lost'],
    tenants: 6,
    break: losing(3),
  },
  {
    name: 'the rows of two tenants of four are gone',
    fires: [],
    near: ['tenants-lost'],
    tenants: 4,
    break: losing(2),
  },
  {
    name: 'Entra is down for 35 minutes',
    ...standsStill,
    break: breaking(35, () => ({ token: () => fault('entra_unavailable') })),
  },
  {
    name: 'Entra is down for 25 minutes',
    fires: [],
    near: ['fleet-stopped', 'collection-lag'],
    break: breaking(25, () => ({ token: () => fault('entra_unavailable') }), 10),
  },
  {
    name: 'Key Vault cannot be reached',
    fires: [...standsStill.fires, 'housekeep-failing'],
    values: { 'housekeep-failing': ['expiry'] },
    break: breaking(35, () => ({ token: () => fault('vault_unavailable'), vault: fault('vault_unavailable') })),
  },
  {
    name: 'no API can be reached',
    ...standsStill,
    break: async (relay) => {
      for (const number of [1, 2]) {
        relay.api(number).always = () => {
          throw fault('network_failed');
        };
      }
      await relay.minutes(35);
    },
  },
  {
    name: 'storage takes no events for eight minutes',
    fires: ['collection-stopped'],
    values: { 'collection-stopped': [''] },
    near: ['records-dead-lettered'],
    tenants: 5,
    break: breaking(8, () => ({ put: () => fault('storage_failed') })),
  },
  {
    name: 'storage takes no events in two minutes of a quarter of an hour',
    fires: ['collection-stopped'],
    tenants: 5,
    break: async (relay) => {
      const refusing = breaking(1, () => ({ put: () => fault('storage_failed') }), 11);
      await relay.minutes(1);
      await refusing(relay);
      await refusing(relay);
    },
  },
  {
    name: 'storage takes no events for a minute',
    fires: [],
    near: ['collection-stopped', 'records-dead-lettered'],
    tenants: 5,
    break: async (relay) => {
      // The next minute brings nothing new, the one after it does.
      await relay.minutes(1);
      await breaking(1, () => ({ put: () => fault('storage_failed') }), 18)(relay);
    },
  },
  {
    name: 'storage takes no events of a fleet too small to say so',
    ...standsStill,
    break: breaking(35, () => ({ put: () => fault('storage_failed') })),
  },
];
