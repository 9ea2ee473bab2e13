import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../shared/settings';
import { containerNames, queueNames, tableNames } from '../../shared/storage/storage';
import { minimal } from '../settings/cases';
import { at, found, plain, readDeployment } from './deployment';

describe('the storage account', async () => {
  const deployment = await readDeployment();
  const { variables } = deployment.file('modules/storage.bicep');
  const namesOver = (symbol: string) => {
    const { over = '', body } = deployment.resource('modules/storage.bicep', symbol);
    expect(at(body, 'name').source).toBe(symbol.slice(0, -1));
    return plain(found(variables[over], over));
  };

  it('has every table, queue and container that the code names', () => {
    expect(namesOver('tables')).toEqual(tableNames);
    expect(namesOver('queues')).toEqual(queueNames);
    expect(namesOver('containers')).toEqual([...containerNames, 'app-package']);
  });

  it('has a queue, and one for its poison, for every queue trigger', () => {
    const triggers = [...readFileSync('functions/index.ts', 'utf8').matchAll(/queueName: '([^']+)'/g)];
    const queues = triggers.map(([, name = '']) => name).filter((name) => !name.endsWith('-poison'));
    expect(queues).not.toEqual([]);
    expect(namesOver('queues')).toEqual(expect.arrayContaining(queues.flatMap((name) => [name, `${name}-poison`])));
  });

  it('has no shared keys, no public blobs, and no public address in a private network', () => {
    expect(plain(at(deployment.resource('modules/storage.bicep', 'storage').body, 'properties'))).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
      publicNetworkAccess: "publicAccess ? 'Enabled' : 'Disabled'",
      // Else the life-cycle rule may be locked out of a private network.
      networkAcls: { defaultAction: "publicAccess ? 'Allow' : 'Deny'", bypass: 'AzureServices' },
    });
    const sources = deployment.files.map(({ source }) => source).join('\n');
    expect(sources).not.toMatch(/\blist[A-Z]\w*\(|AccountKey|SharedAccess(?!:|Signature)/);
  });

  it('deletes payloads after 30 days, and nothing else', () => {
    const { body } = deployment.resource('modules/storage.bicep', 'lifecycle');
    expect(plain(at(body, 'properties', 'policy', 'rules'))).toEqual([
      {
        name: 'payloads-30-days',
        enabled: true,
        type: 'Lifecycle',
        definition: {
          filters: { blobTypes: ['blockBlob'], prefixMatch: ['payloads/'] },
          actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } },
        },
      },
    ]);
  });

  it('keeps payloads for longer than any delivery is tried', () => {
    const longest = readSettings({ ...minimal, DELIVERY_WINDOW: 'P20D' }).deliveryWindowMs;
    expect(longest).toBeLessThan(30 * 86_400_000);
    expect(() => readSettings({ ...minimal, DELIVERY_WINDOW: 'P21D' })).toThrow('DELIVERY_WINDOW');
  });

  it('holds the package that the app is started from', () => {
    const storage = at(
      deployment.resource('modules/app.bicep', 'app').body,
      'properties',
      'functionAppConfig',
      'deployment',
    );
    expect(plain(storage)).toEqual({
      storage: {
        type: 'blobContainer',
        value: `'\${blobServiceUri}/app-package'`,
        authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: 'identityId' },
      },
    });
  });
});
