import { type Alert, anyAtAll, lines } from './alert';

/** Said again every day while it lasts, so that a window of a day never loses it. */
const expiring = {
  watch: lines(['credential.expiring'], { measure: 'daysLeft', splitBy: 'credential' }),
  window: 'P1D',
  frequency: 'PT1H',
} as const;

export const credentialAlerts: readonly Alert[] = [
  {
    name: 'credential-failing',
    title: 'A credential is refused',
    severity: 1,
    watch: lines(['credential.attention'], { splitBy: 'credential' }),
    condition: anyAtAll,
    window: 'PT15M',
    frequency: 'PT5M',
    means: 'Nothing is collected on this credential, which for the partner credential is every tenant without its own.',
  },
  {
    name: 'credential-expiring',
    title: 'A credential expires within 30 days',
    severity: 3,
    condition: { aggregation: 'Minimum', operator: 'LessThanOrEqual', threshold: 30 },
    means: 'When it expires, everything collected on it stops.',
    ...expiring,
  },
  {
    name: 'credential-expires-soon',
    title: 'A credential expires within 7 days, or has expired',
    severity: 1,
    condition: { aggregation: 'Minimum', operator: 'LessThanOrEqual', threshold: 7 },
    means: 'When it expires, everything collected on it stops.',
    ...expiring,
  },
];
