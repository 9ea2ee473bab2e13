import { describe, expect, it } from 'vitest';
import type { ObjectValue } from './bicep/values';
import { at, found, plain, readDeployment } from './deployment';

/** The newest stable versions in November 2026, or those Microsoft's own modules use. */
const versions: Readonly<Record<string, string>> = {
  'Microsoft.Authorization': '2022-04-01',
  'Microsoft.Insights/actionGroups': '2023-01-01',
  'Microsoft.Insights/components': '2020-02-02',
  'Microsoft.Insights/dataCollectionRules': '2024-03-11',
  'Microsoft.Insights/diagnosticSettings': '2021-05-01-preview',
  'Microsoft.Insights/scheduledQueryRules': '2023-12-01',
  'Microsoft.Insights/workbooks': '2023-06-01',
  // All before it end on 27 February 2027.
  'Microsoft.KeyVault': '2026-02-01',
  'Microsoft.ManagedIdentity': '2024-11-30',
  'Microsoft.Network/privateDnsZones': '2020-06-01',
  'Microsoft.Network/privateEndpoints': '2025-05-01',
  'Microsoft.Network/virtualNetworks': '2025-05-01',
  'Microsoft.OperationalInsights': '2025-07-01',
  'Microsoft.Storage': '2025-06-01',
  'Microsoft.Web': '2025-03-01',
};

describe('the resources', async () => {
  const { files, file, resource } = await readDeployment();

  it('are asked for by the versions they were written against', () => {
    for (const { path, resources } of files) {
      for (const { symbol, type, apiVersion } of resources) {
        const [provider = '', kind = ''] = type.split('/');
        expect(apiVersion, `${path} ${symbol}`).toBe(versions[`${provider}/${kind}`] ?? versions[provider]);
      }
    }
  });

  it('keep secrets from being purged, and open the vault by roles only', () => {
    expect(plain(at(resource('modules/vault.bicep', 'vault').body, 'properties'))).toMatchObject({
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      enablePurgeProtection: true,
    });
  });

  it('keep the vault off the internet in a private network, and let no service of Microsoft through', () => {
    expect(plain(at(resource('modules/vault.bicep', 'vault').body, 'properties'))).toMatchObject({
      publicNetworkAccess: "publicAccess ? 'Enabled' : 'Disabled'",
      networkAcls: { defaultAction: "publicAccess ? 'Allow' : 'Deny'", bypass: 'None' },
    });
  });

  it('record who reads secrets, in the workspace', () => {
    expect(plain(at(resource('modules/vault.bicep', 'audit').body, 'properties'))).toEqual({
      workspaceId: 'workspaceId',
      logs: [{ categoryGroup: 'audit', enabled: true }],
    });
    expect(at(resource('modules/vault.bicep', 'audit').body, 'scope').source).toBe('vault');
  });

  it('take telemetry without a key', () => {
    expect(at(resource('modules/observability.bicep', 'insights').body, 'properties', 'DisableLocalAuth').source).toBe(
      'true',
    );
  });

  it('run on Flex Consumption as one user-assigned identity, without publishing passwords', () => {
    const { body } = resource('modules/app.bicep', 'app');
    expect(plain(at(resource('modules/app.bicep', 'plan').body, 'sku'))).toEqual({
      tier: 'FlexConsumption',
      name: 'FC1',
    });
    expect(at(body, 'identity', 'type').source).toBe("'UserAssigned'");
    expect(plain(at(body, 'properties', 'functionAppConfig', 'runtime'))).toEqual({
      name: 'node',
      version: 'nodeVersion',
    });
    expect(at(body, 'properties', 'httpsOnly').source).toBe('true');
    for (const symbol of ['ftpPublishing', 'scmPublishing']) {
      expect(plain(at(resource('modules/app.bicep', symbol).body, 'properties'))).toEqual({ allow: false });
    }
  });

  it('have names that Azure takes, whatever the prefix', () => {
    const { parameters, variables } = file('main.bicep');
    const prefix = parameters.find(({ name }) => name === 'prefix')?.decorators;
    const longest = Number(prefix?.maxLength?.source);
    const written = (name: string) => at(found(variables.names, 'names') as ObjectValue, name).source;
    // uniqueString() makes 13 characters.
    const longestOf = { prefix: 'p'.repeat(longest), token: 't'.repeat(13) };
    const lengthOf = (name: string) =>
      written(name)
        .slice(1, -1)
        .replace(/\$\{(prefix|token)\}/g, (_, part: 'prefix' | 'token') => longestOf[part]).length;
    expect(lengthOf('storage')).toBeLessThanOrEqual(24);
    // Of a longer one the host takes the first 32 as its id, which two apps on one storage account could then share.
    expect(lengthOf('app')).toBeLessThanOrEqual(32);
    expect(written('vault')).toMatch(/^take\(.*, 24\)$/);
    // The action group's short name.
    expect(longest).toBeLessThanOrEqual(12);
  });

  it('give away nothing secret as outputs', () => {
    const outputs = files.flatMap(({ outputs: each }) => Object.entries(each));
    expect(outputs.length).toBeGreaterThan(10);
    for (const [name, { source }] of outputs) {
      expect(`${name} ${source}`).not.toMatch(/secret|password|token\b|connectionString|listKeys|instrumentationKey/i);
    }
  });
});
