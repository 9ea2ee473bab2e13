import { day } from '../../../shared/duration';
import type { WholeRelay } from '../whole-relay';
import { type FaultScenario, stopping } from './scenario';

type QueueName = keyof WholeRelay['queues'];

const poison = ['incidents-poison', 'tenants-poison'] as const satisfies QueueName[];
const waiting = ['incidents', 'incidents-retry'] as const satisfies QueueName[];

/** So many messages on each of these queues, hidden, so that nothing takes them. */
function deep(count: number, names: readonly QueueName[]): FaultScenario['break'] {
  return async (relay) => {
    for (const name of names) for (let put = 0; put < count; put += 1) await relay.queues[name].put('', day);
    await relay.minutes(10);
  };
}

export const queueFaults: readonly FaultScenario[] = [
  {
    name: 'a message fails at every attempt',
    fires: ['poison-message'],
    values: { 'poison-message': [''] },
    break: async (relay) => {
      await relay.poisoned('{"specversion":"1.0"}');
      await relay.minutes(10);
    },
  },
  {
    name: 'poison messages that nobody takes, and some that were taken but not removed',
    fires: ['poison-queue'],
    values: { 'poison-queue': poison },
    break: async (relay) => {
      await relay.queues['tenants-poison'].put('{}');
      await relay.queues['incidents-poison'].put('{}', day);
      await relay.minutes(20);
    },
  },
  {
    name: 'poison messages that are taken after ten minutes',
    fires: [],
    near: ['poison-queue'],
    break: async (relay) => {
      for (const name of poison) await relay.queues[name].put('{}');
      await relay.minutes(10);
      for (const name of poison) {
        for (const message of await relay.queues[name].receive(day)) await relay.queues[name].remove(message);
      }
      await relay.minutes(15);
    },
  },
  {
    name: 'neither forward nor collect-tenants runs for 20 minutes',
    fires: ['queue-age'],
    values: { 'queue-age': ['incidents', 'tenants'] },
    near: ['queue-depth'],
    break: async (relay) => {
      await relay.queues.tenants.put('{}');
      await stopping(['forward'], 20)(relay);
    },
  },
  {
    name: 'forward does not run for 15 minutes',
    fires: [],
    near: ['queue-age'],
    break: stopping(['forward'], 15, 10),
  },
  {
    name: 'more than 10,000 events wait to be delivered, and as many to be tried again',
    fires: ['queue-depth'],
    values: { 'queue-depth': waiting },
    break: deep(10_001, waiting),
  },
  {
    name: '10,000 events wait to be delivered, and as many to be tried again',
    fires: [],
    near: ['queue-depth'],
    break: deep(10_000, waiting),
  },
  {
    name: 'more than 10,000 batches of tenants have only just been handed over',
    fires: [],
    near: ['queue-depth', 'queue-age'],
    break: deep(10_001, ['tenants']),
  },
];
