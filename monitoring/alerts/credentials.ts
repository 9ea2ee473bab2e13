import { type Alert, anyAtAll, lasting, lines, type Severity } from './alert';

/** What it is about is said again every 23 hours while it lasts, so that a window of a day never loses it. */
const daily = { window: 'P1D', frequency: 'PT1H' } as const;

function expiring(name: string, days: number, severity: Severity, title: string): Alert {
  return {
    name,
    title,
    severity,
    watch: lines(['credential.expiring'], { measure: 'daysLeft', splitBy: 'credential' }),
    condition: { aggregation: 'Minimum', operator: 'LessThanOrEqual', threshold: days },
    ...daily,
    means:
      'When it has expired, everything that is collected with it stops. The alert ends within a day of the renewal, ' +
      'because it looks back for a day.',
  };
}

export const credentialAlerts: readonly Alert[] = [
  {
    name: 'credential-failing',
    title: 'The credential of the partner app is refused',
    severity: 1,
    watch: lines(['credential.attention'], { where: { field: 'whose', in: ['partner'] } }),
    condition: anyAtAll,
    ...lasting,
    means: 'Nothing is collected with it, which is every tenant without a credential of its own.',
  },
  {
    name: 'tenant-credential-failing',
    title: "A tenant's own credential is refused",
    severity: 2,
    watch: lines(['credential.attention'], { where: { field: 'whose', in: ['tenant'] }, splitBy: 'credential' }),
    condition: anyAtAll,
    ...lasting,
    means: 'Nothing is collected from the tenants whose rows name it; all others go on.',
  },
  expiring('credential-expiring', 30, 3, 'A credential expires within 30 days'),
  expiring('credential-expires-in-14-days', 14, 3, 'A credential expires within 14 days'),
  expiring('credential-expires-soon', 7, 2, 'A credential expires within 7 days'),
  expiring('credential-expires-tomorrow', 1, 1, 'A credential expires tomorrow, or has expired'),
  {
    name: 'credential-expiry-unknown',
    title: 'Nobody knows when a credential expires',
    severity: 3,
    watch: lines(['credential.expiry-unknown'], { splitBy: 'credential' }),
    condition: anyAtAll,
    ...daily,
    means:
      'Key Vault was not told when it ends, so none of the alerts about its expiry will fire. The alert ends within a ' +
      'day of setting the date.',
  },
];
