import { incident, tenantId } from '../../collection/support/world';
import { fault } from '../broken';
import { breaking, type FaultScenario, hasTooLarge } from './scenario';

/** Records, messages and rows that can't be read or stored. */
export const recordFaults: readonly FaultScenario[] = [
  {
    name: 'a record is too large to be read',
    fires: ['records-not-read'],
    values: { 'records-not-read': [tenantId(1)] },
    break: async (relay) => {
      hasTooLarge(relay.api(1), relay.clock.now());
      await relay.minutes(10);
    },
  },
  {
    name: 'records of the same instant cannot be told apart',
    fires: ['records-not-read'],
    values: { 'records-not-read': [tenantId(1)] },
    break: async (relay) => {
      const api = relay.api(1);
      for (let id = 1_000; id < 1_250; id += 1) api.put(incident(id, relay.clock.now()));
      api.always = () => {
        const url = new URL(api.urls.at(-1) ?? '');
        url.searchParams.delete('$skip');
        return api.answerTo(url.href);
      };
      await relay.minutes(10);
    },
  },
  {
    name: 'many records of the same instant, told apart by their offset',
    fires: [],
    near: ['records-not-read'],
    break: async (relay) => {
      for (let id = 1_000; id < 1_250; id += 1) relay.api(1).put(incident(id, relay.clock.now()));
      await relay.minutes(10);
    },
  },
  {
    name: 'two rows of the table tenants are malformed',
    fires: ['row-malformed'],
    values: { 'row-malformed': [`tenants/${tenantId(8)}`, `tenants/${tenantId(9)}`] },
    near: ['tenants-lost'],
    break: async (relay) => {
      for (const number of [8, 9]) relay.addTenant(tenantId(number), { status: 'alive' });
      await relay.minutes(20);
    },
  },
  {
    name: 'a row of the table checkpoints is malformed',
    fires: ['row-malformed'],
    break: async (relay) => {
      await relay.checkpointRows.put(tenantId(1), 'defender-xdr', { marks: 'nonsense' });
      await relay.minutes(20);
    },
  },
  {
    name: 'a tenant is invited, in a row with a column that nobody knows',
    fires: [],
    near: ['row-malformed'],
    break: async (relay) => {
      relay.addTenant(tenantId(8), { status: 'invited', note: 'asked by mail' });
      await relay.minutes(45);
    },
  },
  {
    name: 'storage refuses the records of one tenant',
    fires: ['records-dead-lettered'],
    values: { 'records-dead-lettered': [''] },
    near: ['dead-letters', 'collection-stopped'],
    break: breaking(10, () => ({ put: (id) => (id === tenantId(1) ? fault('storage_failed') : undefined) })),
  },
  {
    name: 'a message nobody can read',
    fires: ['records-dead-lettered'],
    near: ['dead-letters', 'poison-message'],
    break: async (relay) => {
      await relay.queue.put('{"specversion":"1.0"}');
      await relay.minutes(10);
    },
  },
];
