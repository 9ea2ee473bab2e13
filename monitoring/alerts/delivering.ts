import { day, minute } from '../../shared/duration';
import type { queueNames } from '../../shared/storage/storage';
import { type Alert, above, alwaysAbove, anyAtAll, lines, often } from './alert';

type QueueName = (typeof queueNames)[number];

const triggered: readonly QueueName[] = ['incidents', 'tenants'];
const poison: readonly QueueName[] = ['incidents-poison', 'tenants-poison'];
const waiting: readonly QueueName[] = ['incidents', 'incidents-retry'];

/** What stands in the way of delivering. */
export const deliveringAlerts: readonly Alert[] = [
  {
    name: 'dead-letters',
    title: 'Events for a destination were dead-lettered',
    severity: 2,
    watch: lines(['delivery.dead-lettered'], { splitBy: 'destination' }),
    condition: anyAtAll,
    ...often,
    means:
      'A destination refused events for good or for longer than DELIVERY_WINDOW. They are kept whole until somebody decides.',
  },
  {
    name: 'records-dead-lettered',
    title: 'Records or messages were dead-lettered before any delivery',
    severity: 2,
    watch: lines(['record.dead-lettered', 'message.unreadable']),
    condition: anyAtAll,
    ...often,
    means:
      'The queue refused a record that was collected, or a message on it cannot be read. They are kept whole until ' +
      'somebody decides; no destination has got them.',
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
    condition: alwaysAbove(0),
    ...often,
    means:
      'Messages have lain in a poison queue for 15 minutes: forward-poison does not work, or a batch of tenants failed.',
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
    name: 'release-failing',
    title: 'What waits to be tried again cannot be moved',
    severity: 2,
    // What a run has failed at is hidden for as long as until the next, which then may find nothing: so not in every run.
    watch: lines(['release.finished'], { measure: 'failed' }),
    condition: above(0),
    window: 'PT5M',
    frequency: 'PT5M',
    failing: { of: 3, min: 3 },
    means:
      'For 15 minutes release has failed again and again to move what is due from incidents-retry to incidents, so ' +
      'deliveries that failed once, or wait, are not tried again, or over and over.',
  },
  {
    name: 'no-destination',
    title: 'There is no destination',
    severity: 2,
    watch: lines(['destination.state'], { where: { field: 'state', in: ['none'] } }),
    // Said every five minutes, so for almost an hour: somebody who sets the relay up needs a while.
    condition: { aggregation: 'Count', operator: 'GreaterThan', threshold: 10 },
    window: 'PT1H',
    frequency: 'PT15M',
    means:
      'The table destinations has had no row for an hour. Whatever is collected waits, and is dead-lettered after 20 days.',
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
    means:
      'It refuses everything as if a setting were wrong, or its row is malformed. Nothing is sent to it: its events wait, ' +
      'and are dead-lettered after 20 days.',
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
