// The function app, its plan and its settings.
param name string
param planName string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param insightsName string
param vaultUrl string

@description('Subnet the app reaches storage and vault through; empty: over the internet.')
param subnetId string
param nodeVersion string
param instanceMemoryMB int
param maximumInstanceCount int
param partnerTenantId string
param partnerClientId string
param partnerCredential string
param cloud string
param settings object

var blobServiceUri = 'https://${storageName}.blob.${environment().suffixes.storage}'
var queueServiceUri = 'https://${storageName}.queue.${environment().suffixes.storage}'
var tableServiceUri = 'https://${storageName}.table.${environment().suffixes.storage}'

// All that docs/settings.md lets a person choose. An empty text is the default given there.
var choices = {
  COLLECT_SCHEDULE: ''
  COLLECT_CONCURRENCY: ''
  COLLECT_INLINE_TENANTS: ''
  COLLECT_OVERLAP: ''
  COLLECT_LOOKBACK: ''
  DEFAULT_SOURCES: ''
  DELIVERY_WINDOW: ''
  ENTRA_AUTHORITY_URL: ''
  DEFENDER_XDR_URL: ''
  DEFENDER_ENDPOINT_URL: ''
  GRAPH_URL: ''
  CONSENT_REDIRECT_URL: ''
  ALLOW_PRIVATE_DESTINATIONS: ''
}

// What follows from the deployment, and can't be chosen. There must be no AzureWebJobsStorage without "__".
var given = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: blobServiceUri
  AzureWebJobsStorage__queueServiceUri: queueServiceUri
  AzureWebJobsStorage__tableServiceUri: tableServiceUri
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
  RelayStorage__credential: 'managedidentity'
  RelayStorage__clientId: identityClientId
  RelayStorage__blobServiceUri: blobServiceUri
  RelayStorage__queueServiceUri: queueServiceUri
  RelayStorage__tableServiceUri: tableServiceUri
  KEY_VAULT_URL: vaultUrl
  PARTNER_TENANT_ID: partnerTenantId
  PARTNER_CLIENT_ID: partnerClientId
  PARTNER_CREDENTIAL: partnerCredential
  AZURE_CLOUD: cloud
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  tags: tags
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  // azd finds the app of azure.yaml's service by this tag.
  tags: union(tags, { 'azd-service-name': 'relay' })
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobServiceUri}/app-package'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      // Timers run on one instance whatever the bound: the host takes a lease on a blob, per app, and one run at a time.
      // None is kept ready: collecting starts every minute, so an instance is warm anyway.
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
      runtime: { name: 'node', version: nodeVersion }
    }
  }
}

// Replaces the whole set: a setting made by hand in the portal is gone after the next deployment.
resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(choices, settings, given)
}

// Publishing by user name and password stays off.
resource ftpPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource scmPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output hostName string = app.properties.defaultHostName
output tableServiceUri string = tableServiceUri
output queueServiceUri string = queueServiceUri
output blobServiceUri string = blobServiceUri
