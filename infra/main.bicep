// Defender Relay in one resource group. What it holds, who may do what, what it costs and how to run it: readme.md.
targetScope = 'resourceGroup'

@description('Short prefix of every resource name: lower case letters and digits.')
@minLength(2)
@maxLength(8)
param prefix string = 'relay'

@description('Azure region of every resource.')
param location string = resourceGroup().location

@description('Tags of every resource.')
param tags object = {}

@description('Tenant id of the partner: the home of the multi-tenant app.')
@minLength(36)
@maxLength(36)
param partnerTenantId string

@description('Client id of the partner\'s multi-tenant app.')
@minLength(36)
@maxLength(36)
param partnerClientId string

@description('Where the app\'s credential is: secret:<name>, certificate:<name> or managed-identity.')
param partnerCredential string = 'secret:partner-client-secret'

@description('Cloud of the customers\' Defender.')
@allowed(['commercial', 'gcc', 'gcc-high', 'dod'])
param cloud string = 'commercial'

@description('Further settings of docs/settings.md, by their names. Every value is a text, numbers too; what is not given has its default.')
param settings object = {}

@description('Version of Node.js.')
@allowed(['22', '24'])
param nodeVersion string = '22'

@description('Memory of one instance; 1,000 quiet tenants fit the smallest.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 512

@description('Upper bound of the instances of each function. A queue function runs 24 messages on one (host.json).')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Redundancy of the storage account. ZRS survives a data center; not every region has it.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Resource id of a Log Analytics workspace to use; empty: one is created.')
param existingWorkspaceId string = ''

@description('Resource id of a Key Vault with role-based access to use, in any subscription of the same Entra tenant; empty: one is created.')
param existingVaultId string = ''

@description('Resource id of an action group that alerts go to; empty: one is created.')
param existingActionGroupId string = ''

@description('Who is told about alerts, if the action group is created; empty: alerts are seen in the portal only.')
param alertEmail string = ''

@description('Whether the alert rules are evaluated; false while the app is moved or stopped on purpose.')
param alertsEnabled bool = true

@description('Log volume a day, in GB, after which a created workspace takes no more; -1: no limit.')
param logQuotaGb int = 5

@description('Keeps storage and vault off the internet: virtual network, private endpoints and DNS zones.')
param privateNetworking bool = false

@description('Address range of the virtual network, /24 or larger.')
param networkPrefix string = '10.90.0.0/24'

@description('Resource id of a NAT gateway of the same region, for a fixed outgoing address in a private network; empty: none.')
param natGatewayId string = ''

@description('Creates the table and the data collection rule of the destination type sentinel.')
param sentinel bool = false

@description('Region of the workspace, if it is an existing one elsewhere: a data collection rule must be in the same.')
param workspaceLocation string = location

@description('Object id of a user or group who runs the command line against this deployment; empty: nobody is granted anything.')
param operatorPrincipalId string = ''

@description('What operatorPrincipalId is.')
@allowed(['User', 'Group'])
param operatorPrincipalType string = 'User'

// Every name and id is known before anything is deployed, so that what-if sees the whole deployment.
var token = toLower(uniqueString(resourceGroup().id, prefix))
var names = {
  identity: 'id-${prefix}-${token}'
  storage: 'st${prefix}${token}'
  vault: take('kv-${prefix}-${token}', 24)
  workspace: 'log-${prefix}-${token}'
  insights: 'appi-${prefix}-${token}'
  actionGroup: 'ag-${prefix}-${token}'
  plan: 'plan-${prefix}-${token}'
  app: 'func-${prefix}-${token}'
  network: 'vnet-${prefix}-${token}'
  collectionRule: 'dcr-${prefix}-${token}'
}
var identityId = resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', names.identity)
var workspaceId = empty(existingWorkspaceId)
  ? resourceId('Microsoft.OperationalInsights/workspaces', names.workspace)
  : existingWorkspaceId
var vaultId = empty(existingVaultId) ? resourceId('Microsoft.KeyVault/vaults', names.vault) : existingVaultId
var actionGroupId = empty(existingActionGroupId)
  ? resourceId('Microsoft.Insights/actionGroups', names.actionGroup)
  : existingActionGroupId

// /subscriptions/<2>/resourceGroups/<4>/providers/<6>/<7>/<8>
var vaultParts = split(vaultId, '/')
var workspaceParts = split(workspaceId, '/')
var vaultUrl = 'https://${vaultParts[8]}${environment().suffixes.keyvaultDns}'
var subnetId = privateNetworking
  ? resourceId('Microsoft.Network/virtualNetworks/subnets', names.network, 'app')
  : ''

module identity 'modules/identity.bicep' = {
  params: {
    name: names.identity
    location: location
    tags: tags
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: names.storage
    location: location
    tags: tags
    sku: storageSku
    publicAccess: !privateNetworking
  }
}

module workspace 'modules/workspace.bicep' = if (empty(existingWorkspaceId)) {
  params: {
    name: names.workspace
    location: location
    tags: tags
    quotaGb: logQuotaGb
  }
}

module observability 'modules/observability.bicep' = {
  params: {
    insightsName: names.insights
    location: location
    tags: tags
    workspaceId: workspaceId
  }
  dependsOn: [workspace]
}

module actionGroup 'modules/action-group.bicep' = if (empty(existingActionGroupId)) {
  params: {
    name: names.actionGroup
    shortName: prefix
    tags: tags
    email: alertEmail
  }
}

module vault 'modules/vault.bicep' = if (empty(existingVaultId)) {
  params: {
    name: names.vault
    location: location
    tags: tags
    publicAccess: !privateNetworking
    workspaceId: workspaceId
  }
  dependsOn: [workspace]
}

module network 'modules/network.bicep' = if (privateNetworking) {
  params: {
    name: names.network
    location: location
    tags: tags
    addressPrefix: networkPrefix
    natGatewayId: natGatewayId
    storageId: resourceId('Microsoft.Storage/storageAccounts', names.storage)
    // An existing vault is reached as its owner has arranged it.
    vaultId: empty(existingVaultId) ? vaultId : ''
  }
  dependsOn: [storage, vault]
}

module access 'modules/access.bicep' = {
  params: {
    identityId: identityId
    principalId: identity.outputs.principalId
    storageName: names.storage
    insightsName: names.insights
  }
  dependsOn: [storage, observability]
}

module vaultAccess 'modules/vault-access.bicep' = {
  scope: resourceGroup(vaultParts[2], vaultParts[4])
  params: {
    vaultName: vaultParts[8]
    principalId: identity.outputs.principalId
    principalType: 'ServicePrincipal'
    principalKey: identityId
    mayWrite: false
  }
  dependsOn: [vault]
}

module operatorAccess 'modules/operator-access.bicep' = if (!empty(operatorPrincipalId)) {
  params: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    storageName: names.storage
  }
  dependsOn: [storage]
}

module operatorVaultAccess 'modules/vault-access.bicep' = if (!empty(operatorPrincipalId)) {
  scope: resourceGroup(vaultParts[2], vaultParts[4])
  params: {
    vaultName: vaultParts[8]
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    principalKey: operatorPrincipalId
    mayWrite: true
  }
  dependsOn: [vault]
}

module app 'modules/app.bicep' = {
  params: {
    name: names.app
    planName: names.plan
    location: location
    tags: tags
    identityId: identityId
    identityClientId: identity.outputs.clientId
    storageName: names.storage
    insightsName: names.insights
    vaultUrl: vaultUrl
    subnetId: subnetId
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    partnerTenantId: partnerTenantId
    partnerClientId: partnerClientId
    partnerCredential: partnerCredential
    cloud: cloud
    settings: settings
  }
  // The app starts as soon as its settings are there; by then it must be allowed to read what they name.
  dependsOn: [access, vaultAccess, network]
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceId: workspaceId
    actionGroupId: actionGroupId
    alertsEnabled: alertsEnabled
    appName: names.app
  }
  dependsOn: [workspace, actionGroup, observability]
}

module sentinelTable 'modules/sentinel-table.bicep' = if (sentinel) {
  scope: resourceGroup(workspaceParts[2], workspaceParts[4])
  params: {
    workspaceName: workspaceParts[8]
  }
  dependsOn: [workspace]
}

module sentinelRule 'modules/sentinel-rule.bicep' = if (sentinel) {
  params: {
    name: names.collectionRule
    location: workspaceLocation
    tags: tags
    workspaceId: workspaceId
    identityId: identityId
    principalId: identity.outputs.principalId
  }
  dependsOn: [sentinelTable]
}

@description('For func azure functionapp publish, and az functionapp.')
output functionAppName string = names.app

@description('To be registered on the partner\'s app as a redirect URI of type Web.')
output consentRedirectUrl string = 'https://${app.outputs.hostName}/api/onboarding/callback'

@description('Subject of the federated credential, if PARTNER_CREDENTIAL is managed-identity.')
output identityPrincipalId string = identity.outputs.principalId

@description('KEY_VAULT_URL of the command line.')
output keyVaultUrl string = vaultUrl

@description('Where the partner\'s credential and the destinations\' secrets are put.')
output keyVaultName string = vaultParts[8]

@description('RelayStorage__tableServiceUri of the command line.')
output tableServiceUri string = app.outputs.tableServiceUri

@description('RelayStorage__queueServiceUri of the command line.')
output queueServiceUri string = app.outputs.queueServiceUri

@description('RelayStorage__blobServiceUri of the command line.')
output blobServiceUri string = app.outputs.blobServiceUri

@description('Where a destination of type sentinel sends to; empty without sentinel.')
output logsIngestionUrl string = sentinelRule.?outputs.logsIngestionUrl ?? ''

@description('Immutable id of the data collection rule; empty without sentinel.')
output collectionRuleId string = sentinelRule.?outputs.immutableId ?? ''
