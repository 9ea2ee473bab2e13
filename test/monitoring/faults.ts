import { aftermath } from './scenarios/aftermath';
import { choreFaults } from './scenarios/chores';
import { credentialFaults } from './scenarios/credentials';
import { destinationFaults } from './scenarios/destinations';
import { fleetFaults } from './scenarios/fleet';
import { queueFaults } from './scenarios/queues';
import { recordFaults } from './scenarios/records';
import { releaseFaults } from './scenarios/release';
import type { FaultScenario } from './scenarios/scenario';
import { tenantFaults } from './scenarios/tenants';
import { timerFaults } from './scenarios/timers';

export type { FaultScenario };

/** Everything that alerts are about, and what is almost as bad. */
export const faultScenarios: readonly FaultScenario[] = [
  ...timerFaults,
  ...fleetFaults,
  ...tenantFaults,
  ...recordFaults,
  ...credentialFaults,
  ...queueFaults,
  ...releaseFaults,
  ...destinationFaults,
  ...choreFaults,
  ...aftermath,
];
