import { pausedByPerson, resumedByPerson } from '../../../shared/destinations/transitions';
import { day, hour, minute } from '../../../shared/duration';
import { tenantId } from '../../collection/support/world';
import { fault } from '../broken';
import type { WholeRelay } from '../whole-relay';
import { brokenChores, type FaultScenario, hasTooLarge } from './scenario';

const atOnce = [
  ...['tenants-lost', 'collection-lag', 'tenant-suspended', 'records-not-read', 'row-malformed'],
  ...['dead-letters', 'records-dead-lettered', 'poison-message', 'queue-age', 'queue-depth'],
  ...['destination-paused', 'destination-circuit', 'destination-held', 'housekeep-blind', 'housekeep-failing'],
];
const tenants = 10;
/** With the malformed one there are fewer rows than these. */
const lost = [4, 5, 6, 7, 8, 9];
const malformed = tenantId(11);
const brokenMinutes = 35;

/** Each fault begins as late as it may for its alert to fire before `brokenMinutes` have passed. */
async function muchGoesWrong(relay: WholeRelay): Promise<void> {
  const { clock, deps, queues, receiver, receivers, tenantTable } = relay;
  relay.breaks(brokenChores);
  relay.api(1).always = () => relay.api(1).answer(503, {});
  receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await queues.tenants.put('{}');
  for (let put = 0; put <= 10_000; put += 1) await queues['incidents-retry'].put('', (brokenMinutes + 0.5) * minute);
  await relay.minutes(15);
  relay.breaks({});
  await relay.minutes(7);
  relay.breaks({ token: (id) => (id === tenantId(2) ? fault('consent_missing') : undefined) });
  await relay.minutes(4);
  receiver('siem').answer = () => ({ kind: 'delivered' });
  receivers.add('soar').answer = () => ({ kind: 'rejected', reason: 'answered 422' });
  receivers.add('lake').state = 'malformed';
  receivers.add('archive');
  await deps.destinations.change('archive', pausedByPerson('maintenance', clock.now() - 25 * hour));
  hasTooLarge(relay.api(3), clock.now());
  relay.addTenant(malformed, { status: 'alive' });
  for (const number of lost) await tenantTable.remove('tenant', tenantId(number));
  await relay.minutes(brokenMinutes - 26);
  await relay.queue.put('{"specversion":"1.0"}');
  await relay.poisoned('{"specversion":"1.0"}');
}

async function mended(relay: WholeRelay): Promise<void> {
  const { clock, deps, queues, receiver, tenantTable } = relay;
  relay.breaks({});
  for (const number of [1, 3]) relay.api(number).always = undefined;
  for (const number of lost)
    await tenantTable.put('tenant', tenantId(number), { displayName: 'Contoso', status: 'active' });
  await tenantTable.remove('tenant', malformed);
  receiver('soar').answer = () => ({ kind: 'delivered' });
  receiver('lake').state = 'ready';
  await deps.destinations.change('archive', resumedByPerson(clock.now()));
  clock.advance(minute / 2);
  for (const queue of [queues.tenants, queues['incidents-retry']]) {
    for (let due = await queue.receive(day); due.length > 0; due = await queue.receive(day)) {
      for (const message of due) await queue.remove(message);
    }
  }
}

/** Alerts end: what is over isn't shown as if it weren't. */
export const aftermath: readonly FaultScenario[] = [
  {
    name: 'much goes wrong at once',
    fires: atOnce,
    tenants,
    break: async (relay) => {
      await muchGoesWrong(relay);
      await relay.minutes(1);
    },
  },
  {
    name: 'much went wrong at once, and has been mended for 17 minutes',
    fires: [],
    near: atOnce,
    tenants,
    settlesMs: (brokenMinutes + 18) * minute,
    break: async (relay) => {
      await muchGoesWrong(relay);
      await relay.minutes(1);
      await mended(relay);
      await relay.minutes(28);
    },
  },
  {
    name: 'a credential that was about to expire was renewed the day before',
    fires: [],
    near: [
      'credential-expiring',
      'credential-expires-in-14-days',
      'credential-expires-soon',
      'credential-expires-tomorrow',
    ],
    settlesMs: 25 * hour,
    break: async (relay) => {
      const endMs = relay.clock.now() + hour;
      relay.breaks({ expiresAt: () => endMs });
      await relay.minutes(10);
      relay.breaks({});
      relay.clock.advance(24 * hour);
      await relay.minutes(60);
    },
  },
];
