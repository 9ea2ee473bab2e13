import { minute } from '../../shared/duration';
import { type Alert, above, anyAtAll, lines } from './alert';

const maxLagMs = 30 * minute;

/** What stands in the way of collecting, of one tenant or of all. */
export const collectingAlerts: readonly Alert[] = [
  {
    name: 'collection-stopped',
    title: 'Collecting stops because storage refuses what is collected',
    severity: 1,
    watch: lines(['collect.stopped']),
    condition: anyAtAll,
    window: 'PT15M',
    frequency: 'PT5M',
    means:
      'Nothing can be put on the queue, so runs end early. Nothing is lost: checkpoints only move behind what was put.',
  },
  {
    name: 'collection-lag',
    title: 'New incidents of a tenant are late',
    severity: 2,
    watch: lines(['tenant.state'], { where: { field: 'state', in: ['ok', 'failing'] }, measure: 'lagMs' }),
    condition: above(maxLagMs),
    window: 'PT15M',
    frequency: 'PT5M',
    means:
      'What is new in at least one tenant, which is neither paused nor suspended, is collected more than 30 minutes late.',
  },
  {
    name: 'tenant-suspended',
    title: 'A tenant is suspended',
    severity: 2,
    watch: lines(['tenant.state'], { where: { field: 'state', in: ['suspended'] }, splitBy: 'tenant' }),
    condition: anyAtAll,
    window: 'PT15M',
    frequency: 'PT5M',
    means:
      'A tenant, or one API of it, refuses the app and is only probed now and then. What it misses is read when it is back.',
  },
  {
    name: 'records-not-read',
    title: 'Records could not be read',
    severity: 2,
    watch: lines(['tenant.gap', 'record.too-large'], { splitBy: 'tenant' }),
    condition: anyAtAll,
    window: 'PT15M',
    frequency: 'PT5M',
    means: 'The API had forgotten records before the relay could ask for them, or one is too large to be read.',
  },
  {
    name: 'row-malformed',
    title: 'A row cannot be read',
    severity: 3,
    watch: lines(['row.malformed']),
    condition: anyAtAll,
    window: 'PT15M',
    frequency: 'PT15M',
    means:
      'A row in the table tenants, destinations or checkpoints is malformed; it is skipped, everything else goes on.',
  },
];
