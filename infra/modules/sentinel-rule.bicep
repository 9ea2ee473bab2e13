// What a destination of type sentinel sends to: a data collection rule with an endpoint of its own (kind Direct).
param name string
param location string
param tags object
param workspaceId string
param identityId string
param principalId string

// learn.microsoft.com: Azure built-in roles
var roles = {
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

resource rule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: name
  location: location
  tags: tags
  kind: 'Direct'
  properties: {
    streamDeclarations: {
      'Custom-DefenderRelay': {
        columns: [
          { name: 'TimeGenerated', type: 'datetime' }
          { name: 'EventUid', type: 'string' }
          { name: 'EventType', type: 'string' }
          { name: 'EventSource', type: 'string' }
          { name: 'RecordId', type: 'string' }
          { name: 'Severity', type: 'string' }
          { name: 'CustomerTenantId', type: 'string' }
          { name: 'CustomerName', type: 'string' }
          { name: 'CollectedAt', type: 'datetime' }
          { name: 'Part', type: 'int' }
          { name: 'Parts', type: 'int' }
          { name: 'Content', type: 'dynamic' }
        ]
      }
    }
    destinations: {
      logAnalytics: [
        {
          name: 'workspace'
          workspaceResourceId: workspaceId
        }
      ]
    }
    dataFlows: [
      {
        streams: ['Custom-DefenderRelay']
        destinations: ['workspace']
        transformKql: 'source'
        outputStream: 'Custom-DefenderRelay_CL'
      }
    ]
  }
}

// On the rule alone: whoever has this role writes to its table, and can read nothing.
resource ruleGrant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(rule.id, identityId, roles.monitoringMetricsPublisher)
  scope: rule
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
  }
}

output logsIngestionUrl string = rule.properties.endpoints.logsIngestion
output immutableId string = rule.properties.immutableId
