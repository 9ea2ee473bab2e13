import { tenantId } from '../../collection/support/world';
import { fault } from '../broken';
import { breaking, type FaultScenario, stopping } from './scenario';

export const timerFaults: readonly FaultScenario[] = [
  {
    name: 'the timer collect runs no more',
    fires: ['collect-silent', 'collection-lag', 'fleet-stopped'],
    values: { 'collect-silent': [''], 'collection-lag': [tenantId(1), tenantId(2)] },
    break: stopping(['collect'], 45),
  },
  {
    name: 'the timer collect does not run for 14 minutes',
    fires: [],
    near: ['collect-silent'],
    break: stopping(['collect'], 14, 10),
  },
  {
    name: 'the timer release runs no more',
    fires: ['release-silent'],
    values: { 'release-silent': [''] },
    break: stopping(['release'], 20),
  },
  {
    name: 'the timer release does not run for 14 minutes',
    fires: [],
    near: ['release-silent'],
    break: stopping(['release'], 14, 10),
  },
  {
    name: 'the timer housekeep runs no more',
    fires: ['housekeep-silent'],
    values: { 'housekeep-silent': [''] },
    break: stopping(['housekeep'], 40),
  },
  {
    name: 'the timer housekeep does not run for 25 minutes',
    fires: [],
    near: ['housekeep-silent'],
    break: stopping(['housekeep'], 25, 15),
  },
  {
    name: 'nothing runs any more',
    fires: ['collect-silent', 'release-silent', 'housekeep-silent'],
    break: stopping(['collect', 'release', 'housekeep', 'forward'], 40),
  },
  {
    name: 'every run of collect fails, because the tenants cannot be read',
    fires: ['collect-silent', 'housekeep-blind', 'housekeep-failing'],
    values: { 'housekeep-blind': ['fleet'], 'housekeep-failing': ['expiry'] },
    break: breaking(20, () => ({ tenants: fault('storage_failed') })),
  },
  {
    name: 'every run of collect ends with a bug of one tenant; the others are collected',
    fires: ['collect-silent'],
    near: ['fleet-stopped', 'collection-lag'],
    break: async (relay) => {
      relay.api(1).always = () => {
        throw new TypeError('a bug');
      };
      await relay.minutes(25);
    },
  },
];
