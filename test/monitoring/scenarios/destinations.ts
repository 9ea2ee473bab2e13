import { pausedByPerson } from '../../../shared/destinations/transitions';
import { day, hour, minute } from '../../../shared/duration';
import { tenantId } from '../../collection/support/world';
import type { WholeRelay } from '../whole-relay';
import { type FaultScenario, receiving } from './scenario';

const both = ['siem', 'soar'];
const misconfigured = { kind: 'misconfigured', reason: 'answered 403' } as const;
const rejected = { kind: 'rejected', reason: 'answered 422' } as const;
const down = { kind: 'retry', reason: 'answered 503' } as const;

function removeAll({ receivers }: WholeRelay): void {
  receivers.remove('siem');
}

/** A person has paused both destinations so long ago. */
function heldFor(ms: number): FaultScenario['break'] {
  return async (relay) => {
    relay.receivers.add('soar');
    for (const name of both) {
      await relay.deps.destinations.change(name, pausedByPerson('maintenance', relay.clock.now() - ms));
    }
    await relay.minutes(15);
  };
}

export const destinationFaults: readonly FaultScenario[] = [
  {
    name: 'a destination rejects one event',
    fires: ['dead-letters'],
    break: async (relay) => {
      relay.receiver('siem').answer = ({ attributes }) =>
        attributes.subject === '12' && attributes.tenantid === tenantId(1) ? rejected : { kind: 'delivered' };
      await relay.minutes(10);
    },
  },
  {
    name: 'two destinations reject every event',
    fires: ['dead-letters'],
    values: { 'dead-letters': both },
    near: ['records-dead-lettered'],
    break: receiving(rejected, 10),
  },
  {
    name: 'two destinations refuse everything as if a setting were wrong',
    fires: ['destination-paused'],
    values: { 'destination-paused': both },
    near: ['dead-letters'],
    break: receiving(misconfigured, 20),
  },
  {
    name: 'the row of a destination is malformed',
    fires: ['destination-paused', 'row-malformed'],
    values: { 'destination-paused': ['soar'], 'row-malformed': ['destinations/soar'] },
    near: ['no-destination'],
    break: async (relay) => {
      relay.receivers.add('soar').state = 'malformed';
      await relay.minutes(5);
    },
  },
  {
    name: 'two destinations do not answer for 25 minutes',
    fires: ['destination-circuit'],
    values: { 'destination-circuit': both },
    near: ['dead-letters', 'destination-paused'],
    break: receiving(down, 25),
  },
  {
    name: 'two destinations do not answer for 20 minutes',
    fires: [],
    near: ['destination-circuit', 'dead-letters'],
    break: receiving(down, 20, 10),
  },
  {
    name: 'the relay has paused a destination 25 hours ago',
    fires: ['destination-paused'],
    near: ['destination-held'],
    break: async (relay) => {
      relay.receiver('siem').answer = () => misconfigured;
      await relay.minutes(5);
      const { columns = {} } = (await relay.receivers.table.get('destination', 'siem')) ?? {};
      const statusSince = new Date(relay.clock.now() - 25 * hour).toISOString();
      await relay.receivers.table.put('destination', 'siem', { ...columns, statusSince });
      await relay.minutes(10);
    },
  },
  {
    name: 'a person paused two destinations about a day ago',
    fires: ['destination-held'],
    values: { 'destination-held': both },
    near: ['destination-paused'],
    break: heldFor(day - 10 * minute),
  },
  {
    name: 'a person has paused two destinations 23 hours ago',
    fires: [],
    near: ['destination-held', 'destination-paused'],
    break: heldFor(23 * hour),
  },
  {
    name: 'there is no destination for 55 minutes',
    fires: ['no-destination'],
    values: { 'no-destination': [''] },
    break: async (relay) => {
      removeAll(relay);
      await relay.minutes(55);
    },
  },
  {
    name: 'there is no destination for 50 minutes, and later on for 10',
    fires: [],
    near: ['no-destination'],
    break: async (relay) => {
      removeAll(relay);
      await relay.minutes(50);
      relay.receivers.add('siem');
      await relay.minutes(30);
      removeAll(relay);
      await relay.minutes(10);
    },
  },
];
