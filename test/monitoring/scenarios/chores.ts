import { breaking, brokenChores, type FaultScenario } from './scenario';

export const choreFaults: readonly FaultScenario[] = [
  {
    name: 'every chore of housekeeping fails three times',
    fires: ['housekeep-blind', 'housekeep-failing'],
    values: {
      'housekeep-blind': ['fleet', 'destinations', 'queues'],
      'housekeep-failing': ['expiry', 'heartbeats', 'probes'],
    },
    near: ['housekeep-silent'],
    break: breaking(15, () => brokenChores),
  },
  {
    name: 'every chore of housekeeping fails three times in half an hour, but not in a row',
    fires: ['housekeep-blind', 'housekeep-failing'],
    break: async (relay) => {
      await breaking(10, () => brokenChores, 5)(relay);
      await breaking(5, () => brokenChores)(relay);
    },
  },
  {
    name: 'every chore of housekeeping fails twice',
    fires: [],
    near: ['housekeep-blind', 'housekeep-failing'],
    break: breaking(10, () => brokenChores, 15),
  },
];
