import { day, hour, minute } from '../../../shared/duration';
import { tenantId } from '../../collection/support/world';
import { type Broken, fault } from '../broken';
import type { WholeRelay } from '../whole-relay';
import { breaking, type FaultScenario } from './scenario';

const expiryAlerts = [
  'credential-expiring',
  'credential-expires-in-14-days',
  'credential-expires-soon',
  'credential-expires-tomorrow',
] as const;

/** Tenants with an app and a credential of their own. */
const own = [8, 9];

function addOwn(relay: WholeRelay): void {
  for (const number of own)
    relay.addTenant(tenantId(number), { clientId: appOf(number), credential: `secret:own-${number}` });
}

function appOf(number: number): string {
  return `20000000-0000-4000-8000-00000000000${number}`;
}

function ownRefused(relay: WholeRelay): Broken {
  addOwn(relay);
  return { token: (id) => (own.map(tenantId).includes(id) ? fault('credential_expired') : undefined) };
}

function endsIn(ms: number, { clock }: WholeRelay): Broken {
  const endMs = clock.now() + ms;
  return { expiresAt: () => endMs };
}

/** Of the alerts on expiry the first so many fire, the others don't. */
function expires(days: number, count: number): FaultScenario {
  return {
    name: `a credential expires in ${days} days`,
    fires: expiryAlerts.slice(0, count),
    near: [...expiryAlerts.slice(count), 'credential-expiry-unknown'],
    break: breaking(10, (relay) => endsIn(days * day, relay)),
  };
}

/** The same, but what is said first is that there is a day more. */
function comesTo(days: number, count: number): FaultScenario {
  return {
    ...expires(days, count),
    name: `soon a credential expires in ${days} days`,
    break: breaking(10, (relay) => endsIn(days * day + 6 * minute, relay)),
  };
}

export const credentialFaults: readonly FaultScenario[] = [
  {
    name: 'the partner credential is refused for eight minutes',
    fires: ['credential-failing'],
    values: { 'credential-failing': [''] },
    near: ['tenant-credential-failing'],
    break: breaking(8, () => ({ token: () => fault('credential_wrong') })),
  },
  {
    name: 'the partner credential is refused in two minutes of a quarter of an hour',
    fires: ['credential-failing'],
    break: async (relay) => {
      const refusing = breaking(1, () => ({ token: () => fault('credential_wrong') }), 11);
      await refusing(relay);
      await refusing(relay);
    },
  },
  {
    name: 'the partner credential is refused for a minute',
    fires: [],
    near: ['credential-failing'],
    break: breaking(1, () => ({ token: () => fault('credential_wrong') }), 19),
  },
  {
    name: 'the own credentials of two tenants are refused for eight minutes',
    fires: ['tenant-credential-failing'],
    values: { 'tenant-credential-failing': own.map((number) => `secret:own-${number} of ${appOf(number)}`) },
    near: ['credential-failing'],
    break: breaking(8, ownRefused),
  },
  {
    name: 'the own credential of a tenant is refused in two minutes of a quarter of an hour',
    fires: ['tenant-credential-failing'],
    break: async (relay) => {
      addOwn(relay);
      const refusing = breaking(
        1,
        () => ({ token: (id) => (id === tenantId(8) ? fault('credential_expired') : undefined) }),
        11,
      );
      await refusing(relay);
      await refusing(relay);
    },
  },
  {
    name: 'the own credentials of two tenants are refused for a minute',
    fires: [],
    near: ['tenant-credential-failing'],
    break: breaking(1, ownRefused, 19),
  },
  expires(31, 0),
  comesTo(30, 1),
  expires(15, 1),
  comesTo(14, 2),
  expires(8, 2),
  comesTo(7, 3),
  expires(2, 3),
  comesTo(1, 4),
  expires(-3, 4),
  {
    name: 'the credentials of the partner and of two tenants have expired, and the app is off since 20 hours',
    fires: [...expiryAlerts, 'collect-silent', 'release-silent', 'housekeep-silent'],
    values: Object.fromEntries(expiryAlerts.map((name) => [name, ['secret:partner', 'secret:own-8', 'secret:own-9']])),
    settlesMs: 20 * hour,
    break: async (relay) => {
      addOwn(relay);
      relay.breaks(endsIn(0, relay));
      await relay.minutes(10);
      relay.clock.advance(20 * hour - 5 * minute);
    },
  },
  {
    name: 'the vault does not know when credentials end, and the app is off since 20 hours',
    fires: ['credential-expiry-unknown', 'collect-silent', 'release-silent', 'housekeep-silent'],
    values: { 'credential-expiry-unknown': ['secret:partner', 'secret:own-8', 'secret:own-9'] },
    near: expiryAlerts,
    settlesMs: 20 * hour,
    break: async (relay) => {
      addOwn(relay);
      relay.breaks({ expiresAt: () => undefined });
      await relay.minutes(10);
      relay.clock.advance(20 * hour - 5 * minute);
    },
  },
];
