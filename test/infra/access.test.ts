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

/** Every assignment there is: file, by what its name tells principals apart, role, and the resource and its name. */
const expected = [
  'access: identityId is storageBlobDataOwner of Microsoft.Storage/storageAccounts storageName',
  'access: identityId is storageQueueDataContributor of Microsoft.Storage/storageAccounts storageName',
  'access: identityId is storageTableDataContributor of Microsoft.Storage/storageAccounts storageName',
  'access: identityId is monitoringMetricsPublisher of Microsoft.Insights/components insightsName',
  'operator-access: principalId is storageQueueDataContributor of Microsoft.Storage/storageAccounts storageName',
  'operator-access: principalId is storageTableDataContributor of Microsoft.Storage/storageAccounts storageName',
  'operator-access: principalId is storageBlobDataContributor of Microsoft.Storage/storageAccounts/blobServices/containers container',
  'sentinel-rule: identityId is monitoringMetricsPublisher of Microsoft.Insights/dataCollectionRules name',
  'vault-access: principalKey is mayWrite ? keyVaultSecretsOfficer : keyVaultSecretsUser of Microsoft.KeyVault/vaults vaultName',
];

describe('the role assignments', async () => {
  const { files, file } = await readDeployment();
  const ofGrants = ({ type }: Resource) => type === 'Microsoft.Authorization/roleAssignments';
  const grants = files.flatMap((each) => each.resources.filter(ofGrants).map((grant) => [each, grant] as const));

  it('are exactly these, each on its own resource', () => {
    const made = grants.flatMap(([each, grant]) => {
      const { principal, role } = partsOfName(grant);
      const name = each.path.replace(/^modules\/(.+)\.bicep$/, '$1');
      return rolesOf(each, grant, role).map((one) => `${name}: ${principal} is ${one} of ${scopeOf(each, grant)}`);
    });
    expect(made).toEqual(expected);
  });

  it('are on the containers of payloads and dead letters, and no others, where they are on containers', () => {
    const { variables } = file('modules/operator-access.bicep');
    expect(plain(found(variables.containerNames, 'containerNames'))).toEqual(['payloads', 'deadletters']);
  });

  it('have names of the scope, principal and role that they give, known before the deployment', () => {
    for (const [{ path }, grant] of grants) {
      const { scope, principal, role } = partsOfName(grant);
      expect(at(grant.body, 'scope').source, path).toBe(scope);
      // Not the principal id of the identity, which is known too late.
      if (principal === 'principalId') expect(path).toBe('modules/operator-access.bicep');
      expect(plain(at(grant.body, 'properties')), path).toMatchObject({
        principalId: 'principalId',
        // What the identity is needn't be looked up, which can fail right after it was made.
        principalType: principal === 'identityId' ? 'ServicePrincipal' : 'principalType',
        roleDefinitionId: `subscriptionResourceId('Microsoft.Authorization/roleDefinitions', ${role})`,
      });
    }
  });

  it('use the ids of the built-in roles, and no id stands anywhere else', () => {
    for (const { path, variables, source } of files) {
      const roles = variables.roles ? (plain(variables.roles) as Record<string, string>) : {};
      for (const [name, id] of Object.entries(roles)) expect(id, `${path} ${name}`).toBe(builtIn[name]);
      expect(source.match(/'[\da-f]{8}-[\da-f-]{27}'/g)?.length ?? 0, path).toBe(Object.keys(roles).length);
    }
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

/** The three arguments of guid(). */
function partsOfName({ body }: Resource) {
  const name = at(body, 'name').source;
  const [, scope = '', principal = '', role = ''] = /^guid\((.+)\.id, (\w+), ([\w.]+)\)$/.exec(name) ?? [];
  return { scope, principal, role };
}

function scopeOf(file: BicepFile, grant: Resource): string {
  const symbol = at(grant.body, 'scope').source.replace('[i]', '');
  const scope = found(
    file.resources.find((each) => each.symbol === symbol),
    symbol,
  );
  return `${scope.type} ${at(scope.body, 'name').source}`;
}

/** By their names in the variable `roles`; an assignment in a loop has those of the list it walks through. */
function rolesOf({ variables }: BicepFile, { over = '' }: Resource, role: string): readonly string[] {
  const list = over in variables ? found(variables[over], over) : variables[role];
  const written = list?.kind === 'array' ? list.items.map(({ source }) => source) : [list?.source ?? role];
  return written.map((each) => each.replaceAll('roles.', ''));
}
