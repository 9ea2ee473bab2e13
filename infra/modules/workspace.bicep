// Where the logs are. Left out if an existing workspace is named.
param name string
param location string
param tags object
param quotaGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    workspaceCapping: { dailyQuotaGb: quotaGb }
    features: { enableLogAccessUsingOnlyResourcePermissions: true }
  }
}
