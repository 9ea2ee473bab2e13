// The table of the destination type sentinel, in the workspace's resource group.
param workspaceName string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

// The columns of sentinel-rule.bicep; test/infra compares them. TenantId and Type are names of Log Analytics itself.
resource table 'Microsoft.OperationalInsights/workspaces/tables@2025-07-01' = {
  parent: workspace
  name: 'DefenderRelay_CL'
  properties: {
    plan: 'Analytics'
    schema: {
      name: 'DefenderRelay_CL'
      description: 'Incidents and alerts of customers, collected by Defender Relay.'
      columns: [
        { name: 'TimeGenerated', type: 'dateTime' }
        { name: 'EventUid', type: 'string' }
        { name: 'EventType', type: 'string' }
        { name: 'EventSource', type: 'string' }
        { name: 'RecordId', type: 'string' }
        { name: 'Severity', type: 'string' }
        { name: 'CustomerTenantId', type: 'string' }
        { name: 'CustomerName', type: 'string' }
        { name: 'CollectedAt', type: 'dateTime' }
        { name: 'Part', type: 'int' }
        { name: 'Parts', type: 'int' }
        { name: 'Content', type: 'dynamic' }
      ]
    }
  }
}
