import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clouds } from '../../shared/cloud';
import { readSettings } from '../../shared/settings';
import { containerNames, queueNames, tableNames } from '../../shared/storage/storage';
import { minimal } from '../settings/cases';
import { blockOf, propertiesOf, type Resource, readBicep, unquoted } from './bicep';

const source = readFileSync('infra/main.bicep', 'utf8');
const bicep = readBicep(source);

function resource(symbol: string): Resource {
  const found = bicep.resources.find((each) => each.symbol === symbol);
  if (!found) throw new Error(`There is no resource ${symbol}.`);
  return found;
}

/** The names a `[for name in …]` resource gets. */
function namesOver(symbol: string): readonly string[] {
  const elements = bicep.arrays[resource(symbol).over ?? ''] ?? [];
  return elements.map((element) => bicep.texts[element] ?? unquoted(element));
}

const appSettings = propertiesOf(blockOf(resource('appSettings').body, 'properties'));

/** Read by the Functions host, Application Insights and DefaultAzureCredential. */
const settingsOfOthers = /^(AzureWebJobsStorage__\w+|APPLICATIONINSIGHTS_\w+|AZURE_CLIENT_ID)$/;

/** What the expressions of the app settings become in Azure. */
const deployed: Readonly<Record<string, string>> = {
  'identity.properties.clientId': '33333333-3333-4333-8333-333333333333',
  'storage.properties.primaryEndpoints.blob': 'https://strelay.blob.core.windows.net/',
  'storage.properties.primaryEndpoints.queue': 'https://strelay.queue.core.windows.net/',
  'storage.properties.primaryEndpoints.table': 'https://strelay.table.core.windows.net/',
  'vault.properties.vaultUri': 'https://kv-relay.vault.azure.net/',
  partnerTenantId: '11111111-1111-4111-8111-111111111111',
  partnerClientId: '22222222-2222-4222-8222-222222222222',
  ...Object.fromEntries(
    bicep.parameters.flatMap(({ name, fallback }) => (fallback?.startsWith("'") ? [[name, unquoted(fallback)]] : [])),
  ),
};

describe('the app settings', () => {
  const own = Object.entries(appSettings).filter(([name]) => !settingsOfOthers.test(name));

  it('are settings of the relay or of those who read their own', () => {
    const known = new Set<string>();
    const watched = new Proxy(
      { ...Object.fromEntries(own) },
      {
        get: (target, name) => {
          known.add(String(name));
          return target[String(name)];
        },
      },
    );
    expect(() => readSettings(watched)).toThrow();
    expect(own.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
    expect(own.length).toBeGreaterThan(8);
  });

  it('start the app as they are deployed, with storage by identity', () => {
    const env = Object.fromEntries(own.map(([name, written]) => [name, deployed[written] ?? written]));
    const settings = readSettings(env);
    expect(settings).toEqual({
      ...readSettings({ ...minimal, KEY_VAULT_URL: 'https://kv-relay.vault.azure.net' }),
      storage: {
        kind: 'identity',
        tableServiceUri: 'https://strelay.table.core.windows.net',
        queueServiceUri: 'https://strelay.queue.core.windows.net',
        blobServiceUri: 'https://strelay.blob.core.windows.net',
        managedIdentity: { clientId: '33333333-3333-4333-8333-333333333333' },
      },
    });
  });

  it('give the host the same storage and identity', () => {
    for (const name of ['credential', 'clientId', 'blobServiceUri', 'queueServiceUri', 'tableServiceUri']) {
      expect(appSettings[`AzureWebJobsStorage__${name}`]).toBe(appSettings[`RelayStorage__${name}`]);
      expect(appSettings[`RelayStorage__${name}`]).toBeDefined();
    }
    expect(appSettings.AZURE_CLIENT_ID).toBe('identity.properties.clientId');
  });

  it('hold nothing that Flex Consumption refuses or that carries a key', () => {
    const refused = ['AzureWebJobsStorage', 'DEPLOYMENT_STORAGE_CONNECTION_STRING', 'FUNCTIONS_WORKER_RUNTIME'];
    const alsoRefused = ['FUNCTIONS_EXTENSION_VERSION', 'WEBSITE_RUN_FROM_PACKAGE'];
    for (const name of [...refused, ...alsoRefused]) expect(appSettings).not.toHaveProperty(name);
    expect(source).not.toMatch(/listKeys|AccountKey|SharedAccess|list[A-Z]\w*\(/);
  });
});

describe('the storage account', () => {
  it('has every table, queue and container of the code', () => {
    expect(namesOver('tables')).toEqual(tableNames);
    expect(namesOver('queues')).toEqual(queueNames);
    expect(namesOver('containers')).toEqual([...containerNames, 'app-package']);
  });

  it('has a poison queue for every queue with a trigger', () => {
    expect(namesOver('queues')).toEqual(expect.arrayContaining(['incidents-poison', 'tenants-poison']));
  });

  it('has no shared keys and no public blobs', () => {
    expect(propertiesOf(resource('storage').body)).toMatchObject({
      allowSharedKeyAccess: 'false',
      allowBlobPublicAccess: 'false',
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: 'true',
    });
  });

  it('deletes payloads after 30 days, and nothing else', () => {
    const { body } = resource('lifecycle');
    expect(body.match(/prefixMatch: .*/g)).toHaveLength(1);
    expect(body).toMatch(/prefixMatch: \['\$\{payloadContainer\}\/'\]$/m);
    expect(bicep.texts.payloadContainer).toBe('payloads');
    expect(body.match(/daysAfter\w+: \d+/g)).toEqual(['daysAfterModificationGreaterThan: 30']);
    expect(body.match(/type: 'Lifecycle'/g)).toHaveLength(1);
  });

  it('takes the package from the container that is declared', () => {
    const place = /value: '\$\{storage\.properties\.primaryEndpoints\.blob\}\$\{packageContainer\}'$/m;
    expect(resource('app').body).toMatch(place);
    expect(bicep.texts.packageContainer).toBe('app-package');
  });
});

describe('the role assignments', () => {
  /** learn.microsoft.com: Azure built-in roles */
  const builtIn = {
    storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
    storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
    keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
    monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb',
  };
  const grants = bicep.resources.filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments');

  it('use the ids of the built-in roles', () => {
    expect(bicep.objects.roles).toEqual(builtIn);
  });

  it('have deterministic names made of scope, identity and role', () => {
    expect(grants).toHaveLength(3);
    for (const { body } of grants) {
      const { name = '', scope, principalId, principalType, roleDefinitionId = '' } = propertiesOf(body);
      const [, ofScope, role] = /^guid\((\w+)\.id, identity\.id, ([\w.]+)\)$/.exec(name) ?? [];
      expect(ofScope).toBe(scope);
      expect(roleDefinitionId).toBe(`subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${role})`);
      expect({ principalId, principalType }).toEqual({
        principalId: 'identity.properties.principalId',
        principalType: 'ServicePrincipal',
      });
    }
  });

  it('are exactly those that are needed, each on its own resource', () => {
    const scopes = Object.fromEntries(grants.map(({ symbol, body }) => [symbol, propertiesOf(body).scope]));
    expect(scopes).toEqual({ storageGrants: 'storage', vaultGrant: 'vault', insightsGrant: 'insights' });
    expect(bicep.arrays[resource('storageGrants').over ?? '']).toEqual([
      'roles.storageBlobDataOwner',
      'roles.storageQueueDataContributor',
      'roles.storageTableDataContributor',
    ]);
    expect(resource('vaultGrant').body).toContain('roles.keyVaultSecretsUser');
    expect(resource('insightsGrant').body).toContain('roles.monitoringMetricsPublisher');
  });
});

describe('the other resources', () => {
  it('are asked for by the API versions they were written against', () => {
    const versions = Object.fromEntries(bicep.resources.map(({ type, apiVersion }) => [type, apiVersion]));
    expect(versions).toMatchObject({
      'Microsoft.KeyVault/vaults': '2026-02-01',
      'Microsoft.Web/sites': '2025-03-01',
      'Microsoft.Web/serverfarms': '2025-03-01',
      'Microsoft.Storage/storageAccounts': '2025-06-01',
      'Microsoft.OperationalInsights/workspaces': '2025-07-01',
      'Microsoft.Insights/components': '2020-02-02',
      'Microsoft.ManagedIdentity/userAssignedIdentities': '2024-11-30',
      'Microsoft.Authorization/roleAssignments': '2022-04-01',
    });
  });

  it('keep secrets from being purged', () => {
    expect(propertiesOf(resource('vault').body)).toMatchObject({
      enableRbacAuthorization: 'true',
      enablePurgeProtection: 'true',
    });
  });

  it('run on Flex Consumption with Node.js 22 and without publishing passwords', () => {
    expect(resource('plan').body).toContain("sku: { tier: 'FlexConsumption', name: 'FC1' }");
    expect(resource('app').body).toContain("runtime: { name: 'node', version: '22' }");
    for (const symbol of ['ftpPublishing', 'scmPublishing']) {
      expect(resource(symbol).body).toContain('properties: { allow: false }');
    }
  });

  it('give away nothing secret as outputs', () => {
    expect(Object.keys(bicep.outputs)).toContain('functionAppName');
    expect(Object.entries(bicep.outputs).join('\n')).not.toMatch(/secret|key[^V]|password|ConnectionString/i);
  });
});

describe('the parameters', () => {
  it('accept the clouds of the code', () => {
    expect(bicep.parameters.find(({ name }) => name === 'cloud')?.allowed).toEqual(clouds);
  });

  it('that have no default are given in main.bicepparam, and no others are unknown', () => {
    const given = [...readFileSync('infra/main.bicepparam', 'utf8').matchAll(/^param (\w+) = /gm)].map(
      ([, name]) => name,
    );
    const required = bicep.parameters.filter(({ fallback }) => fallback === undefined).map(({ name }) => name);
    expect(given).toEqual(required);
  });

  it('are all used', () => {
    for (const { name } of bicep.parameters) {
      expect(source.match(new RegExp(`\\b${name}\\b`, 'g'))?.length, name).toBeGreaterThan(1);
    }
  });
});
