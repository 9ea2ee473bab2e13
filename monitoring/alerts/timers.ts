import { type Alert, noneAtAll, type TimerName } from './alert';

/**
 * Dead man's switches. Counting rows fires also when there is no row at all, because nothing runs or nothing is ingested:
 * so neither a dimension nor another aggregation may be used here.
 */
export const timerAlerts: readonly Alert[] = [
  silent('collect', {
    severity: 1,
    window: 'PT15M',
    means:
      'No run of the timer collect has succeeded for 15 minutes: either it does not run, and nothing new is collected ' +
      'from any tenant; or each run ends with a bug, perhaps of one tenant, whom tenant.attention at level error names, ' +
      'and the others are collected.',
  }),
  silent('release', {
    severity: 1,
    window: 'PT15M',
    means:
      'No run of the timer release has succeeded for 15 minutes: deliveries that failed once, or wait, are not tried again.',
  }),
  silent('housekeep', {
    severity: 2,
    window: 'PT30M',
    means:
      'No run of the timer housekeep has succeeded for 30 minutes: either it does not run, paused destinations are not ' +
      'probed, and the alerts about lag, lost and suspended tenants, queues and destinations have nothing to judge by; or ' +
      'each run ends with a bug in one chore, which housekeep.failed names, and the other chores are done.',
  }),
];

function silent(timer: TimerName, rest: Pick<Alert, 'severity' | 'window' | 'means'>): Alert {
  return {
    name: `${timer}-silent`,
    title: `The timer ${timer} does not succeed`,
    watch: { kind: 'runs', timer },
    condition: noneAtAll,
    frequency: 'PT5M',
    ...rest,
  };
}
