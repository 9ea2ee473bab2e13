import { day, minute } from '../../../shared/duration';
import { tenantId } from '../../collection/support/world';
import { fault } from '../broken';
import type { WholeRelay } from '../whole-relay';
import { answering, breaking, type FaultScenario } from './scenario';

const refusedIn = (numbers: readonly number[]) => (id: string) =>
  numbers.map(tenantId).includes(id) ? fault('consent_missing') : undefined;

/** What keeps one tenant from being collected, while others are. */
export const tenantFaults: readonly FaultScenario[] = [
  {
    name: 'the API of a tenant fails for 35 minutes',
    fires: ['collection-lag'],
    values: { 'collection-lag': [tenantId(1)] },
    near: ['fleet-stopped', 'tenant-suspended'],
    break: async (relay) => {
      answering(relay, 503);
      await relay.minutes(35);
    },
  },
  {
    name: 'the API of a tenant fails for 25 minutes',
    fires: [],
    near: ['collection-lag'],
    break: async (relay) => {
      answering(relay, 503);
      await relay.minutes(25);
      relay.api(1).always = undefined;
      await relay.minutes(10);
    },
  },
  {
    name: 'the API of a tenant asks to wait for an hour',
    fires: ['collection-lag'],
    break: async (relay) => {
      answering(relay, 429, { 'retry-after': '3600' });
      await relay.minutes(40);
    },
  },
  {
    name: 'a new tenant fails from the first',
    fires: ['collection-lag'],
    values: { 'collection-lag': [tenantId(7)] },
    break: async (relay) => {
      const api = relay.addTenant(tenantId(7), consentedNow(relay));
      api.always = () => api.answer(503, {});
      await relay.minutes(45);
    },
  },
  {
    name: 'the API of a new tenant asks to wait for an hour from the first',
    fires: ['collection-lag'],
    values: { 'collection-lag': [tenantId(7)] },
    break: async (relay) => {
      const api = relay.addTenant(tenantId(7), consentedNow(relay));
      api.always = () => api.answer(429, {}, { 'retry-after': '3600' });
      await relay.minutes(45);
    },
  },
  {
    name: 'the API of a new tenant throttles whoever asks for the past, not for what is new',
    fires: [],
    near: ['collection-lag'],
    break: async (relay) => {
      const api = relay.addTenant(tenantId(7), { lookback: 'P1D' });
      api.always = () => {
        const address = api.urls.at(-1) ?? '';
        const isPast = new URL(address).searchParams.get('$filter')?.includes(' lt ');
        return isPast ? api.answer(429, {}, { 'retry-after': '30' }) : api.answerTo(address);
      };
      await relay.minutes(45);
    },
  },
  {
    name: 'a person has paused a tenant',
    fires: [],
    near: ['tenant-suspended', 'collection-lag'],
    break: async (relay) => {
      relay.addTenant(tenantId(2), { status: 'paused' });
      await relay.minutes(45);
    },
  },
  {
    name: 'two tenants of three refuse the app',
    fires: ['tenant-suspended'],
    values: { 'tenant-suspended': [tenantId(2), tenantId(3)] },
    tenants: 3,
    break: breaking(15, () => ({ token: refusedIn([2, 3]) })),
  },
  {
    name: 'an API of a tenant refuses the app',
    fires: ['tenant-suspended'],
    near: ['collection-lag', 'fleet-stopped'],
    break: async (relay) => {
      answering(relay, 403);
      await relay.minutes(45);
    },
  },
  {
    name: 'a tenant refuses the app for eight minutes',
    fires: [],
    near: ['tenant-suspended'],
    break: breaking(8, () => ({ token: refusedIn([2]) }), 12),
  },
  {
    name: 'the app was off for longer than the API remembers',
    fires: ['records-not-read'],
    values: { 'records-not-read': [tenantId(1), tenantId(2)] },
    break: offFor(200),
    settlesMs: 200 * day + 10 * minute,
  },
  {
    name: 'the app was off for as long as the API remembers',
    fires: [],
    near: ['records-not-read'],
    break: offFor(100),
    settlesMs: 100 * day + 10 * minute,
  },
];

function consentedNow({ clock }: WholeRelay) {
  const now = new Date(clock.now()).toISOString();
  return { consentedAt: now, statusSince: now };
}

function offFor(days: number): FaultScenario['break'] {
  return async (relay) => {
    relay.clock.advance(days * day);
    await relay.minutes(10);
  };
}
