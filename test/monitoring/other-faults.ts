import { pausedByPerson } from '../../shared/destinations/transitions';
import { incident } from '../collection/support/world';
import type { FaultScenario } from './faults';

/** What no alert is about, but the workbook shows. */
export const otherFaults: readonly Pick<FaultScenario, 'name' | 'tenants' | 'break'>[] = [
  {
    name: 'the API of a tenant throttles',
    break: async (relay) => {
      const api = relay.api(1);
      api.answers.push(() => api.answer(429, {}, { 'retry-after': '30' }));
      await relay.minutes(5);
    },
  },
  {
    name: 'a destination wants only another source, and an old version comes after a newer',
    break: async (relay) => {
      const siem = relay.receiver('siem');
      siem.answer = () => ({ kind: 'retry', reason: 'answered 503' });
      await relay.minutes(2);
      siem.answer = () => ({ kind: 'delivered' });
      relay.api(1).put(incident(12, relay.clock.now()));
      await relay.minutes(3);
      siem.filter = '{"sources":["defender-endpoint"]}';
      await relay.minutes(5);
    },
  },
  {
    name: 'events wait for a paused destination',
    break: async (relay) => {
      await relay.deps.destinations.change('siem', pausedByPerson('maintenance', relay.clock.now()));
      await relay.minutes(5);
    },
  },
];
