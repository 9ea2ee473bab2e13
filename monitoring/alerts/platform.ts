import { type Alert, anyAtAll, lines } from './alert';

export const platformAlerts: readonly Alert[] = [
  {
    name: 'housekeep-failing',
    title: 'A chore of housekeeping keeps failing',
    severity: 3,
    watch: lines(['housekeep.failed'], { splitBy: 'chore' }),
    condition: { aggregation: 'Count', operator: 'GreaterThan', threshold: 2 },
    window: 'PT30M',
    frequency: 'PT15M',
    means:
      'It failed three times in half an hour; what it looks after, or reports to other alerts, is not looked after.',
  },
  {
    name: 'ingestion-quota',
    title: 'The workspace takes no more logs today',
    severity: 1,
    watch: { kind: 'workspace', detail: 'OverQuota' },
    condition: anyAtAll,
    window: 'PT1H',
    frequency: 'PT15M',
    means: 'Its daily cap is reached: the relay goes on, but nobody sees it, and the alerts on silent timers fire.',
  },
];
