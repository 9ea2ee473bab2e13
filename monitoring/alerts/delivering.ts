import { day, minute } from '../../shared/duration';
import type { queueNames } from '../../shared/storage/storage';
import { type Alert, above, anyAtAll, lines } from './alert';

type QueueName = (typeof queueNames)[number];

const triggered: readonly QueueName[] = ['incidents', 'tenants'];
const poison: readonly QueueName[] = ['incidents-poison', 'tenants-poison'];
const waiting: readonly QueueName[] = ['incidents', 'incidents-retry'];

const often = { window: 'PT15M', frequency: 'PT5M' } as const;

/** What stands in the way of delivering. */
export const deliveringAlerts: readonly Alert[] = [
  {
    name: 'dead-letters',
    title: 'Events were dead-lettered',
    severity: 2,
    watch: lines(['delivery.dead-lettered', 'record.dead-lettered', 'message.unreadable']),
    condition: anyAtAll,
    ...often,
    means:
      'A destination refused events for good or for longer than DELIVERY_WINDOW. They are kept whole until somebody decides.',
  },
  {
    name: 'poison-message',
    title: 'A message failed at every attempt',
    severity: 2,
    watch: lines(['poison.stored']),
    condition: anyAtAll,
    ...often,
    means:
      'Forwarding a message threw five times, which is a bug or a fault of storage. It is kept in the dead letters.',
  },
  {
    name: 'poison-queue',
    title: 'A poison queue is not empty',
    severity: 2,
    watch: lines(['queue.depth'], { where: { field: 'queue', in: poison }, measure: 'depth', splitBy: 'queue' }),
    condition: above(0),
    window: 'PT30M',
    frequency: 'PT5M',
    means:
      'Messages lie in a poison queue that nothing has taken: forward-poison does not work, or a batch of tenants failed.',
  },
  {
    name: 'queue-age',
    title: 'Messages wait too long to be handled',
    severity: 1,
    watch: lines(['queue.depth'], {
      where: { field: 'queue', in: triggered },
      measure: 'oldestAgeMs',
      splitBy: 'queue',
    }),
    condition: above(15 * minute),
    ...often,
    means: 'A message has been ready for more than 15 minutes: its function does not run, fails, or is too slow.',
  },
  {
    name: 'queue-depth',
    title: 'Very many messages wait',
    severity: 2,
    watch: lines(['queue.depth'], { where: { field: 'queue', in: waiting }, measure: 'depth', splitBy: 'queue' }),
    condition: above(10_000),
    ...often,
    means: 'More than 10,000 events wait to be delivered, or to be tried again: a destination is down, slow or paused.',
  },
  {
    name: 'destination-paused',
    title: 'The relay has paused a destination, or cannot read its row',
    severity: 1,
    watch: lines(['destination.state'], {
      where: { field: 'state', in: ['paused-by-relay', 'malformed'] },
      splitBy: 'destination',
    }),
    condition: anyAtAll,
    ...often,
    means: 'It refuses everything as if a setting were wrong. Its events wait, and are dead-lettered after 20 days.',
  },
  {
    name: 'destination-circuit',
    title: 'A destination has not answered for 15 minutes',
    severity: 2,
    watch: lines(['destination.state'], {
      where: { field: 'state', in: ['circuit-open'] },
      measure: 'forMs',
      splitBy: 'destination',
    }),
    condition: above(15 * minute),
    ...often,
    means: 'Only one event now and then is sent to it as a probe; all others wait.',
  },
  {
    name: 'destination-held',
    title: 'A person has kept a destination paused for more than a day',
    severity: 3,
    watch: lines(['destination.state'], {
      where: { field: 'state', in: ['paused-by-person'] },
      measure: 'forMs',
      splitBy: 'destination',
    }),
    condition: above(day),
    window: 'PT15M',
    frequency: 'PT15M',
    means: 'Perhaps it was forgotten. Its events wait, and are dead-lettered after 20 days.',
  },
];
