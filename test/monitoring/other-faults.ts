import { pausedByPerson } from '../../shared/destinations/transitions';
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
    name: 'events wait for a paused destination',
    break: async (relay) => {
      await relay.deps.destinations.change('siem', pausedByPerson('maintenance', relay.clock.now()));
      await relay.minutes(5);
    },
  },
];
