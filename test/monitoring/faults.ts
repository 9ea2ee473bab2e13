import type { Outcome } from '../../shared/destinations/destination';
import { pausedByPerson } from '../../shared/destinations/transitions';
import { day, minute } from '../../shared/duration';
import { RelayError } from '../../shared/errors';
import { incident, tenantId } from '../collection/support/world';
import { type Broken, fault, type WholeRelay } from './whole-relay';

/** What goes wrong, after half an hour in which all was well, and the alerts that must say so; no others may. */
export interface FaultScenario {
  readonly name: string;
  readonly fires: readonly string[];
  readonly tenants?: number;
  /** Lets time pass with the fault in it. */
  /** So long afterwards the alerts are looked at first. */
  readonly settlesMs?: number;
  readonly break: (relay: WholeRelay) => Promise<void>;
}

const answering = (status: number) => (relay: WholeRelay) => {
  relay.api(1).always = () => relay.api(1).answer(status, { error: { code: 'Error', message: 'no' } });
};
const receiving = (outcome: Outcome) => async (relay: WholeRelay) => {
  relay.receiver('siem').answer = () => outcome;
  await relay.minutes(40);
};
const breaking = (minutes: number, broken: (relay: WholeRelay) => Broken) => async (relay: WholeRelay) => {
  Object.assign(relay.broken, broken(relay));
  await relay.minutes(minutes);
};
const expiringIn = (days: number) => breaking(10, ({ clock }) => ({ expiresAt: clock.now() + days * day }));

export const faultScenarios: readonly FaultScenario[] = [
  {
    name: 'the timer collect runs no more',
    fires: ['collect-silent', 'collection-lag'],
    break: async (relay) => {
      relay.stopped.add('collect');
      await relay.minutes(45);
    },
  },
  {
    name: 'the timer release runs no more',
    fires: ['release-silent'],
    break: async (relay) => {
      relay.stopped.add('release');
      await relay.minutes(20);
    },
  },
  {
    name: 'the timer housekeep runs no more',
    fires: ['housekeep-silent'],
    break: async (relay) => {
      relay.stopped.add('housekeep');
      await relay.minutes(40);
    },
  },
  {
    name: 'nothing runs any more',
    fires: ['collect-silent', 'release-silent', 'housekeep-silent'],
    break: async (relay) => {
      for (const each of ['collect', 'release', 'housekeep', 'forward'] as const) relay.stopped.add(each);
      await relay.minutes(40);
    },
  },
  {
    name: 'every run of collect fails, because the tenants cannot be read',
    fires: ['collect-silent', 'housekeep-failing'],
    break: breaking(20, () => ({ tenants: fault('storage_failed') })),
  },
  {
    name: 'storage takes no events',
    fires: ['collection-stopped'],
    tenants: 5,
    break: breaking(20, () => ({ put: () => fault('storage_failed') })),
  },
  {
    name: 'the API of a tenant fails for 40 minutes',
    fires: ['collection-lag'],
    break: async (relay) => {
      answering(503)(relay);
      await relay.minutes(40);
    },
  },
  {
    name: 'a tenant refuses the app',
    fires: ['tenant-suspended'],
    break: breaking(25, () => ({ token: (id) => (id === tenantId(2) ? fault('consent_missing') : undefined) })),
  },
  {
    name: 'an API of a tenant refuses the app',
    fires: ['tenant-suspended'],
    break: async (relay) => {
      answering(403)(relay);
      await relay.minutes(25);
    },
  },
  {
    name: 'a record is too large to be read',
    fires: ['records-not-read'],
    break: async (relay) => {
      const api = relay.api(1);
      api.put(incident(777, relay.clock.now()));
      api.always = () => {
        const answer = api.answerTo(api.urls.at(-1) ?? '');
        if (!answer.body.includes('"incidentId":777')) return answer;
        throw new RelayError('response_too_large', 'The answer is longer than what is read of it.');
      };
      await relay.minutes(10);
    },
  },
  {
    name: 'the app was off for longer than the API remembers',
    fires: ['records-not-read'],
    break: async (relay) => {
      relay.clock.advance(200 * day);
      await relay.minutes(10);
    },
    settlesMs: 200 * day + 10 * minute,
  },
  {
    name: 'a row of the table tenants is malformed',
    fires: ['row-malformed'],
    break: async (relay) => {
      await relay.addTenant(tenantId(9), { displayName: 'Contoso', status: 'alive' });
      await relay.minutes(20);
    },
  },
  {
    name: 'the partner credential is refused',
    fires: ['credential-failing'],
    break: breaking(10, () => ({ token: () => fault('credential_wrong') })),
  },
  {
    name: 'a credential expires in 20 days',
    fires: ['credential-expiring'],
    break: expiringIn(20),
  },
  {
    name: 'a credential expires in 2 days',
    fires: ['credential-expiring', 'credential-expires-soon'],
    break: expiringIn(2),
  },
  {
    name: 'a destination rejects an event',
    fires: ['dead-letters'],
    break: receiving({ kind: 'rejected', reason: 'answered 422' }),
  },
  {
    name: 'storage refuses the records of one tenant',
    fires: ['dead-letters'],
    break: breaking(10, () => ({ put: (id) => (id === tenantId(1) ? fault('storage_failed') : undefined) })),
  },
  {
    name: 'a message nobody can read',
    fires: ['dead-letters'],
    break: async (relay) => {
      await relay.queue.put('{"specversion":"1.0"}');
      await relay.minutes(10);
    },
  },
  {
    name: 'a message fails at every attempt',
    fires: ['poison-message'],
    break: async (relay) => {
      await relay.poisoned('{"specversion":"1.0"}');
      await relay.minutes(10);
    },
  },
  {
    name: 'a poison message that nobody takes',
    fires: ['poison-queue'],
    break: async (relay) => {
      await relay.queues['tenants-poison'].put('{}');
      await relay.minutes(10);
    },
  },
  {
    name: 'forward runs no more',
    fires: ['queue-age'],
    break: async (relay) => {
      relay.stopped.add('forward');
      await relay.minutes(30);
    },
  },
  {
    name: 'more than 10,000 events wait to be tried again',
    fires: ['queue-depth'],
    break: async (relay) => {
      for (let put = 0; put <= 10_000; put += 1) await relay.retryQueue.put('', day);
      await relay.minutes(10);
    },
  },
  {
    name: 'a destination refuses everything',
    fires: ['destination-paused'],
    break: receiving({ kind: 'misconfigured', reason: 'answered 403' }),
  },
  {
    name: 'a destination does not answer',
    fires: ['destination-circuit'],
    break: receiving({ kind: 'retry', reason: 'answered 503' }),
  },
  {
    name: 'a person has paused a destination the day before yesterday',
    fires: ['destination-held'],
    break: async (relay) => {
      await relay.deps.destinations.change('siem', pausedByPerson('maintenance', relay.clock.now() - 2 * day));
      await relay.minutes(30);
    },
  },
  {
    name: 'a chore fails every time',
    fires: ['housekeep-failing'],
    break: breaking(30, () => ({ probes: fault('storage_failed') })),
  },
];
