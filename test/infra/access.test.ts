import { describe, expect, it } from 'vitest';
import type { BicepFile, Resource } from './bicep/read';
import { at, found, plain, readDeployment } from './deployment';

/** learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const builtIn: Readonly<Record<string, string>> = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb',
};

describe('the role assignments', async () => {
  const { files, file } = await readDeployment();
  const ofGrants = ({ type }: Resource) => type === 'Microsoft.Authorization/roleAssignments';
  const grants = files.flatMap((each) => each.resources.filter(ofGrants).map((grant) => [each, grant] as const));

  it('are exactly these, each on its own resource', () => {
    expect(grants.map(([{ path }, grant]) => `${path} ${at(grant.body, 'scope').source} ${grant.over ?? ''}`)).toEqual([
      'modules/access.bicep storage storageRoles',
      'modules/access.bicep insights ',
      'modules/operator-access.bicep storage accountRoles',
      'modules/operator-access.bicep containers[i] range(0, length(containerNames))',
      'modules/sentinel-rule.bicep rule ',
      'modules/vault-access.bicep vault ',
    ]);
  });

  it('have deterministic names of scope, principal and role, known before the deployment', () => {
    for (const [{ path }, { body }] of grants) {
      const written = (name: string) => at(body, ...name.split('.')).source;
      const [, scope, principal, role] = /^guid\((.+)\.id, (\w+), ([\w.]+)\)$/.exec(written('name')) ?? [];
      expect(scope, path).toBe(written('scope'));
      expect(['identityId', 'principalId', 'principalKey'], path).toContain(principal);
      expect(written('properties.roleDefinitionId'), path).toBe(
        `subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${role})`,
      );
    }
  });

  it('name the principal of an identity by its resource id: its principal id comes too late', () => {
    const given = (symbol: string) => {
      const { body } = found(
        file('main.bicep').modules.find((each) => each.symbol === symbol),
        symbol,
      );
      return plain(at(body, 'params'));
    };
    const ofIdentity = { principalId: 'identity.outputs.principalId' };
    expect(given('access')).toMatchObject({ ...ofIdentity, identityId: 'identityId' });
    expect(given('vaultAccess')).toMatchObject({
      ...ofIdentity,
      principalKey: 'identityId',
      principalType: 'ServicePrincipal',
    });
    expect(given('sentinelRule')).toMatchObject({ ...ofIdentity, identityId: 'identityId' });
    expect(file('main.bicep').variables.identityId?.source).toMatch(/^resourceId\(/);
  });

  it('use the ids of the built-in roles, and no id stands anywhere else', () => {
    for (const { path, variables, source } of files) {
      const roles = variables.roles ? (plain(variables.roles) as Record<string, string>) : {};
      for (const [name, id] of Object.entries(roles)) expect(id, `${path} ${name}`).toBe(builtIn[name]);
      expect(source.match(/'[\da-f]{8}-[\da-f-]{27}'/g)?.length ?? 0, path).toBe(Object.keys(roles).length);
    }
  });

  it('give the app what it needs and no more', () => {
    const { storageRoles } = file('modules/access.bicep').variables;
    expect(plain(found(storageRoles, 'storageRoles'))).toEqual([
      'roles.storageBlobDataOwner',
      'roles.storageQueueDataContributor',
      'roles.storageTableDataContributor',
    ]);
    expect(file('modules/vault-access.bicep').variables.role?.source).toBe(
      'mayWrite ? roles.keyVaultSecretsOfficer : roles.keyVaultSecretsUser',
    );
    const writers = modulesOf(file('main.bicep'), 'modules/vault-access.bicep').map(({ symbol, body }) => [
      symbol,
      at(body, 'params', 'mayWrite').source,
    ]);
    expect(writers).toEqual([
      ['vaultAccess', 'false'],
      ['operatorVaultAccess', 'true'],
    ]);
  });

  it('give a person nothing unless named, and nobody is named by default', () => {
    const main = file('main.bicep');
    const toPersons = main.modules.filter(({ body }) => body.source.includes('operatorPrincipalId'));
    expect(toPersons.map(({ symbol, condition }) => [symbol, condition])).toEqual([
      ['operatorAccess', '(!empty(operatorPrincipalId))'],
      ['operatorVaultAccess', '(!empty(operatorPrincipalId))'],
    ]);
    expect(main.parameters.find(({ name }) => name === 'operatorPrincipalId')?.fallback).toMatchObject({ text: '' });
    for (const { source } of files) expect(source).not.toMatch(/deployer\(|AZURE_PRINCIPAL_ID/);
  });
});

function modulesOf(file: BicepFile, path: string) {
  return file.modules.filter((each) => each.path === path);
}
