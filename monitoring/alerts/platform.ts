import { type Alert, anyAtAll, lines } from './alert';

/** Chores of shared/housekeeping/chores.ts whose lines other alerts judge by, and those that only do something. */
const reporting = ['fleet', 'destinations', 'queues'];
const working = ['expiry', 'heartbeats', 'probes'];

function failing(name: string, chores: readonly string[], rest: Pick<Alert, 'title' | 'severity' | 'means'>): Alert {
  return {
    name,
    watch: lines(['housekeep.failed'], { where: { field: 'chore', in: chores }, splitBy: 'chore' }),
    condition: { aggregation: 'Count', operator: 'GreaterThan', threshold: 2 },
    window: 'PT30M',
    frequency: 'PT15M',
    ...rest,
  };
}

export const platformAlerts: readonly Alert[] = [
  failing('housekeep-blind', reporting, {
    title: 'Other alerts have nothing to judge by',
    severity: 2,
    means:
      'The chore of housekeeping that reports on the fleet, the destinations or the queues failed three times in half ' +
      'an hour. The alerts that judge by its lines stay silent, whatever happens.',
  }),
  failing('housekeep-failing', working, {
    title: 'A chore of housekeeping keeps failing',
    severity: 3,
    means:
      'It failed three times in half an hour: paused destinations are not probed, heartbeats are not sent, or the expiry ' +
      'of credentials is not watched.',
  }),
  {
    name: 'ingestion-quota',
    title: 'The workspace takes no more logs today',
    severity: 1,
    watch: { kind: 'workspace', detail: 'OverQuota' },
    condition: anyAtAll,
    // The notice is written once: it stands for the rest of the day, and the alert ends a day after it.
    window: 'P1D',
    frequency: 'PT15M',
    means:
      'Its daily cap is reached: the relay goes on, but nobody sees it. The alerts on silent timers fire, and no other can.',
  },
];
