/** What a file that calls a module says of it. */
export interface Wiring {
  /** Its parameters; left out are those that are given the name they have: `location: location`. */
  readonly given?: Readonly<Record<string, string>>;
  readonly condition?: string;
  /** The resource group, if it isn't that of the deployment. */
  readonly scope?: string;
  /** What must be there before, and isn't mentioned in its parameters. */
  readonly after?: string;
}

const ofIdentity = { principalId: 'identity.outputs.principalId' };
const inGroupOfVault = { scope: 'resourceGroup(vaultParts[2], vaultParts[4])' };
const ifOperator = { condition: '(!empty(operatorPrincipalId))' };

/** How the modules must hang together: names, conditions and order. */
export const wiring: Readonly<Record<string, Wiring>> = {
  identity: { given: { name: 'names.identity' } },
  storage: { given: { name: 'names.storage', sku: 'storageSku', publicAccess: '!privateNetworking' } },
  workspace: { given: { name: 'names.workspace', quotaGb: 'logQuotaGb' }, condition: '(empty(existingWorkspaceId))' },
  observability: { given: { insightsName: 'names.insights' }, after: '[workspace]' },
  actionGroup: {
    given: { name: 'names.actionGroup', shortName: 'prefix', email: 'alertEmail' },
    condition: '(empty(existingActionGroupId))',
  },
  vault: {
    given: { name: 'names.vault', publicAccess: '!privateNetworking' },
    condition: '(empty(existingVaultId))',
    after: '[workspace]',
  },
  network: {
    given: {
      name: 'names.network',
      addressPrefix: 'networkPrefix',
      storageId: "resourceId('Microsoft.Storage/storageAccounts', names.storage)",
      // Nobody's network but the owner's is connected to an existing vault.
      vaultId: "empty(existingVaultId) ? vaultId : ''",
    },
    condition: '(privateNetworking)',
    after: '[storage, vault]',
  },
  access: {
    given: { ...ofIdentity, storageName: 'names.storage', insightsName: 'names.insights' },
    after: '[storage, observability]',
  },
  vaultAccess: {
    ...inGroupOfVault,
    given: {
      ...ofIdentity,
      vaultName: 'vaultParts[8]',
      principalType: "'ServicePrincipal'",
      principalKey: 'identityId',
      mayWrite: 'false',
    },
    after: '[vault]',
  },
  operatorAccess: {
    ...ifOperator,
    given: {
      principalId: 'operatorPrincipalId',
      principalType: 'operatorPrincipalType',
      storageName: 'names.storage',
    },
    after: '[storage]',
  },
  operatorVaultAccess: {
    ...inGroupOfVault,
    ...ifOperator,
    given: {
      vaultName: 'vaultParts[8]',
      principalId: 'operatorPrincipalId',
      principalType: 'operatorPrincipalType',
      principalKey: 'operatorPrincipalId',
      mayWrite: 'true',
    },
    after: '[vault]',
  },
  app: {
    given: {
      name: 'names.app',
      planName: 'names.plan',
      identityClientId: 'identity.outputs.clientId',
      storageName: 'names.storage',
      insightsName: 'names.insights',
    },
    // It starts at once, and must be allowed to read what its settings name.
    after: '[access, vaultAccess, network]',
  },
  monitoring: { given: { appName: 'names.app' }, after: '[workspace, actionGroup, observability]' },
  alerts: { given: { enabled: 'alertsEnabled' } },
  workbook: {},
  sentinelTable: {
    given: { workspaceName: 'workspaceParts[8]' },
    condition: '(sentinel)',
    scope: 'resourceGroup(workspaceParts[2], workspaceParts[4])',
    after: '[workspace]',
  },
  sentinelRule: {
    given: { ...ofIdentity, name: 'names.collectionRule', location: 'workspaceLocation' },
    condition: '(sentinel)',
    after: '[sentinelTable]',
  },
};

/** Every output of every file, by what it is. */
export const outputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'main.bicep': {
    functionAppName: 'names.app',
    consentRedirectUrl: `'https://\${app.outputs.hostName}/api/onboarding/callback'`,
    identityPrincipalId: 'identity.outputs.principalId',
    keyVaultUrl: 'vaultUrl',
    keyVaultName: 'vaultParts[8]',
    tableServiceUri: 'app.outputs.tableServiceUri',
    queueServiceUri: 'app.outputs.queueServiceUri',
    blobServiceUri: 'app.outputs.blobServiceUri',
    logsIngestionUrl: "sentinelRule.?outputs.logsIngestionUrl ?? ''",
    collectionRuleId: "sentinelRule.?outputs.immutableId ?? ''",
  },
  'modules/app.bicep': {
    hostName: 'app.properties.defaultHostName',
    tableServiceUri: 'tableServiceUri',
    queueServiceUri: 'queueServiceUri',
    blobServiceUri: 'blobServiceUri',
  },
  'modules/identity.bicep': {
    principalId: 'identity.properties.principalId',
    clientId: 'identity.properties.clientId',
  },
  'modules/monitoring.bicep': { workbookId: 'workbook.outputs.workbookId' },
  'modules/sentinel-rule.bicep': {
    logsIngestionUrl: 'rule.properties.endpoints.logsIngestion',
    immutableId: 'rule.properties.immutableId',
  },
  'modules/workbook.bicep': { workbookId: 'workbook.id' },
};
