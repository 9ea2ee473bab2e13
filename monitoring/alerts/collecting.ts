import { minute } from '../../shared/duration';
import { type Alert, above, alwaysAbove, anyAtAll, lasting, lines, often } from './alert';

const ofFleet: readonly Alert[] = [
  {
    name: 'tenants-lost',
    title: 'Tenants are missing from the table tenants',
    severity: 1,
    watch: lines(['fleet.state'], { where: { field: 'state', in: ['lost'] } }),
    condition: anyAtAll,
    ...often,
    means:
      'No row is left in the table tenants, or at least as many (three or more) are missing as are there: rows were ' +
      'deleted, or the table was. The tenants without a row are not collected.',
  },
  {
    name: 'fleet-stopped',
    title: 'Nothing new is collected from any tenant',
    severity: 1,
    // Of all lines in the window, so that one tenant that is read once ends it.
    watch: lines(['fleet.state'], { measure: 'bestLagMs' }),
    condition: alwaysAbove(20 * minute),
    ...often,
    means:
      'Even the tenant that is least behind is more than 20 minutes late, so what is wrong is not the matter of one: ' +
      'Key Vault, Microsoft Entra ID, the network, storage, or the function collect.',
  },
  {
    name: 'collection-stopped',
    title: 'Collecting stops because storage refuses what is collected',
    severity: 1,
    watch: lines(['collect.stopped']),
    condition: anyAtAll,
    ...lasting,
    means:
      'Nothing can be put on the queue, so runs end early. Nothing is lost: checkpoints only move behind what was put.',
  },
];

const ofOneTenant: readonly Alert[] = [
  {
    name: 'collection-lag',
    title: 'New incidents of a tenant are late',
    severity: 2,
    watch: lines(['tenant.state'], {
      where: { field: 'state', in: ['ok', 'failing', 'never'] },
      measure: 'lagMs',
      splitBy: 'tenant',
    }),
    condition: above(30 * minute),
    ...often,
    means:
      'What is new in a tenant that is neither paused nor suspended is collected more than 30 minutes late, or has not ' +
      'been collected once since the tenant was added.',
  },
  {
    name: 'tenant-suspended',
    title: 'A tenant is suspended',
    severity: 2,
    watch: lines(['tenant.state'], { where: { field: 'state', in: ['suspended'] }, splitBy: 'tenant' }),
    condition: anyAtAll,
    ...often,
    means:
      'A tenant, or one API of it, refuses the app and is only probed now and then. What it misses is read when it is back.',
  },
  {
    name: 'records-not-read',
    title: 'Records could not be read',
    severity: 2,
    watch: lines(['tenant.gap', 'tenant.stuck', 'record.too-large'], { splitBy: 'tenant' }),
    condition: anyAtAll,
    ...often,
    means:
      'The API had forgotten records before the relay could ask for them, one is too large to be read, or too many were ' +
      'updated in the same instant to be told apart.',
  },
  {
    name: 'row-malformed',
    title: 'A row cannot be read',
    severity: 2,
    watch: lines(['row.malformed'], { splitBy: 'row' }),
    condition: anyAtAll,
    window: 'PT15M',
    frequency: 'PT15M',
    means:
      'A row in the table tenants, destinations or checkpoints is malformed. It is skipped, so its tenant is not ' +
      'collected, or its destination gets nothing; everything else goes on.',
  },
];

/** What stands in the way of collecting, of all tenants or of one. */
export const collectingAlerts: readonly Alert[] = [...ofFleet, ...ofOneTenant];
