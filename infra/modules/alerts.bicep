// Made by "npm run monitoring" from monitoring/alerts: change those, not this.
// What each alert means and what to do about it: docs/runbook.md.

@description('Azure region of the rules.')
param location string

param tags object

@description('Resource id of the Log Analytics workspace that the rules ask.')
param workspaceId string

@description('Resource id of the action group that is told; empty: the alerts are only shown in the portal.')
param actionGroupId string

@description('Name of the function app, whose rows alone are looked at.')
param appName string

@description('Whether the rules are evaluated.')
param enabled bool

var actionGroups = empty(actionGroupId) ? [] : [actionGroupId]

resource collectSilent 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-collect-silent'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: The timer collect does not succeed'
    description: 'No run of the timer collect has succeeded for 15 minutes: either it does not run, and nothing new is collected from any tenant; or each run ends with a bug, perhaps of one tenant, whom tenant.attention at level error names, and the others are collected. What to do: docs/runbook.md#collect-silent'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppRequests
| where AppRoleName =~ '__APP_NAME__'
| where OperationName == 'collect' and Success == true
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource releaseSilent 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-release-silent'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: The timer release does not succeed'
    description: 'No run of the timer release has succeeded for 15 minutes: deliveries that failed once, or wait, are not tried again. What to do: docs/runbook.md#release-silent'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppRequests
| where AppRoleName =~ '__APP_NAME__'
| where OperationName == 'release' and Success == true
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource housekeepSilent 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-housekeep-silent'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: The timer housekeep does not succeed'
    description: 'No run of the timer housekeep has succeeded for 30 minutes: either it does not run, paused destinations are not probed, and the alerts about lag, lost and suspended tenants, queues and destinations have nothing to judge by; or each run ends with a bug in one chore, which housekeep.failed names, and the other chores are done. What to do: docs/runbook.md#housekeep-silent'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT30M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppRequests
| where AppRoleName =~ '__APP_NAME__'
| where OperationName == 'housekeep' and Success == true
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource tenantsLost 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-tenants-lost'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Tenants are missing from the table tenants'
    description: 'No row is left in the table tenants, or at least as many (three or more) are missing as are there: rows were deleted, or the table was. The tenants without a row are not collected. What to do: docs/runbook.md#tenants-lost'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('fleet.state')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('fleet.state')
| extend state = tostring(line.state)
| where state in ('lost')
| project TimeGenerated, event, state
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource fleetStopped 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-fleet-stopped'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Nothing new is collected from any tenant'
    description: 'Even the tenant that is least behind is more than 20 minutes late, so what is wrong is not the matter of one: Key Vault, Microsoft Entra ID, the network, storage, or the function collect. What to do: docs/runbook.md#fleet-stopped'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('fleet.state')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('fleet.state')
| extend bestLagMs = tolong(line.bestLagMs)
| project TimeGenerated, event, bestLagMs
''', '__APP_NAME__', appName)
          timeAggregation: 'Minimum'
          metricMeasureColumn: 'bestLagMs'
          operator: 'GreaterThan'
          threshold: 1200000
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource collectionStopped 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-collection-stopped'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Collecting stops because storage refuses what is collected'
    description: 'Nothing can be put on the queue, so runs end early. Nothing is lost: checkpoints only move behind what was put. What to do: docs/runbook.md#collection-stopped'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('collect.stopped')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('collect.stopped')
| project TimeGenerated, event
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 2 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource collectionLag 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-collection-lag'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: New incidents of a tenant are late'
    description: 'What is new in a tenant that is neither paused nor suspended is collected more than 30 minutes late, or has not been collected once since the tenant was added. What to do: docs/runbook.md#collection-lag'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('tenant.state')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('tenant.state')
| extend state = tostring(line.state), tenant = tostring(line.tenant), lagMs = tolong(line.lagMs)
| where state in ('ok', 'failing', 'never')
| project TimeGenerated, event, state, tenant, lagMs
''', '__APP_NAME__', appName)
          timeAggregation: 'Maximum'
          metricMeasureColumn: 'lagMs'
          dimensions: [
            { name: 'tenant', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 1800000
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource tenantSuspended 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-tenant-suspended'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A tenant is suspended'
    description: 'A tenant, or one API of it, refuses the app and is only probed now and then. What it misses is read when it is back. What to do: docs/runbook.md#tenant-suspended'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('tenant.state')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('tenant.state')
| extend state = tostring(line.state), tenant = tostring(line.tenant)
| where state in ('suspended')
| project TimeGenerated, event, state, tenant
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'tenant', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource recordsNotRead 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-records-not-read'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Records could not be read'
    description: 'The API had forgotten records before the relay could ask for them, one is too large to be read, or too many were updated in the same instant to be told apart. What to do: docs/runbook.md#records-not-read'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('tenant.gap', 'tenant.stuck', 'record.too-large')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('tenant.gap', 'tenant.stuck', 'record.too-large')
| extend tenant = tostring(line.tenant)
| project TimeGenerated, event, tenant
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'tenant', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource rowMalformed 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-row-malformed'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A row cannot be read'
    description: 'A row in the table tenants, destinations or checkpoints is malformed. It is skipped, so its tenant is not collected, or its destination gets nothing; everything else goes on. What to do: docs/runbook.md#row-malformed'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('row.malformed')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('row.malformed')
| extend row = tostring(line.row)
| project TimeGenerated, event, row
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'row', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource credentialFailing 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-failing'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: The credential of the partner app is refused'
    description: 'Nothing is collected with it, which is every tenant without a credential of its own. What to do: docs/runbook.md#credential-failing'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('credential.attention')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('credential.attention')
| extend whose = tostring(line.whose)
| where whose in ('partner')
| project TimeGenerated, event, whose
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 2 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource tenantCredentialFailing 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-tenant-credential-failing'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A tenant\'s own credential is refused'
    description: 'Nothing is collected from the tenants whose rows name it; all others go on. What to do: docs/runbook.md#tenant-credential-failing'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('credential.attention')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('credential.attention')
| extend whose = tostring(line.whose), credential = tostring(line.credential)
| where whose in ('tenant')
| project TimeGenerated, event, whose, credential
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'credential', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 2 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource credentialExpiring 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-expiring'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A credential expires within 30 days'
    description: 'When it has expired, everything that is collected with it stops. The alert ends within a day of the renewal, because it looks back for a day. What to do: docs/runbook.md#credential-expiring'
    severity: 3
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('credential.expiring')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('credential.expiring')
| extend credential = tostring(line.credential), daysLeft = tolong(line.daysLeft)
| project TimeGenerated, event, credential, daysLeft
''', '__APP_NAME__', appName)
          timeAggregation: 'Minimum'
          metricMeasureColumn: 'daysLeft'
          dimensions: [
            { name: 'credential', operator: 'Include', values: ['*'] }
          ]
          operator: 'LessThanOrEqual'
          threshold: 30
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource credentialExpiresIn14Days 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-expires-in-14-days'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A credential expires within 14 days'
    description: 'When it has expired, everything that is collected with it stops. The alert ends within a day of the renewal, because it looks back for a day. What to do: docs/runbook.md#credential-expires-in-14-days'
    severity: 3
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('credential.expiring')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('credential.expiring')
| extend credential = tostring(line.credential), daysLeft = tolong(line.daysLeft)
| project TimeGenerated, event, credential, daysLeft
''', '__APP_NAME__', appName)
          timeAggregation: 'Minimum'
          metricMeasureColumn: 'daysLeft'
          dimensions: [
            { name: 'credential', operator: 'Include', values: ['*'] }
          ]
          operator: 'LessThanOrEqual'
          threshold: 14
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource credentialExpiresSoon 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-expires-soon'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A credential expires within 7 days'
    description: 'When it has expired, everything that is collected with it stops. The alert ends within a day of the renewal, because it looks back for a day. What to do: docs/runbook.md#credential-expires-soon'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('credential.expiring')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('credential.expiring')
| extend credential = tostring(line.credential), daysLeft = tolong(line.daysLeft)
| project TimeGenerated, event, credential, daysLeft
''', '__APP_NAME__', appName)
          timeAggregation: 'Minimum'
          metricMeasureColumn: 'daysLeft'
          dimensions: [
            { name: 'credential', operator: 'Include', values: ['*'] }
          ]
          operator: 'LessThanOrEqual'
          threshold: 7
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource credentialExpiresTomorrow 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-expires-tomorrow'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A credential expires tomorrow, or has expired'
    description: 'When it has expired, everything that is collected with it stops. The alert ends within a day of the renewal, because it looks back for a day. What to do: docs/runbook.md#credential-expires-tomorrow'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('credential.expiring')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('credential.expiring')
| extend credential = tostring(line.credential), daysLeft = tolong(line.daysLeft)
| project TimeGenerated, event, credential, daysLeft
''', '__APP_NAME__', appName)
          timeAggregation: 'Minimum'
          metricMeasureColumn: 'daysLeft'
          dimensions: [
            { name: 'credential', operator: 'Include', values: ['*'] }
          ]
          operator: 'LessThanOrEqual'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource credentialExpiryUnknown 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-expiry-unknown'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Nobody knows when a credential expires'
    description: 'Key Vault was not told when it ends, so none of the alerts about its expiry will fire. The alert ends within a day of setting the date. What to do: docs/runbook.md#credential-expiry-unknown'
    severity: 3
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('credential.expiry-unknown')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('credential.expiry-unknown')
| extend credential = tostring(line.credential)
| project TimeGenerated, event, credential
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'credential', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource deadLetters 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-dead-letters'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Events for a destination were dead-lettered'
    description: 'A destination refused events for good or for longer than DELIVERY_WINDOW. They are kept whole until somebody decides. What to do: docs/runbook.md#dead-letters'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('delivery.dead-lettered')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('delivery.dead-lettered')
| extend destination = tostring(line.destination)
| project TimeGenerated, event, destination
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'destination', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource recordsDeadLettered 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-records-dead-lettered'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Records or messages were dead-lettered before any delivery'
    description: 'The queue refused a record that was collected, or a message on it cannot be read. They are kept whole until somebody decides; no destination has got them. What to do: docs/runbook.md#records-dead-lettered'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('record.dead-lettered', 'message.unreadable')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('record.dead-lettered', 'message.unreadable')
| project TimeGenerated, event
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource poisonMessage 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-poison-message'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A message failed at every attempt'
    description: 'Forwarding a message threw five times, which is a bug or a fault of storage. It is kept in the dead letters. What to do: docs/runbook.md#poison-message'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('poison.stored')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('poison.stored')
| project TimeGenerated, event
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource poisonQueue 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-poison-queue'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A poison queue is not empty'
    description: 'Messages have lain in a poison queue for 15 minutes: forward-poison does not work, or a batch of tenants failed. What to do: docs/runbook.md#poison-queue'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('queue.depth')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('queue.depth')
| extend queue = tostring(line.queue), depth = tolong(line.depth)
| where queue in ('incidents-poison', 'tenants-poison')
| project TimeGenerated, event, queue, depth
''', '__APP_NAME__', appName)
          timeAggregation: 'Minimum'
          metricMeasureColumn: 'depth'
          dimensions: [
            { name: 'queue', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource queueAge 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-queue-age'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Messages wait too long to be handled'
    description: 'A message has been ready for more than 15 minutes: its function does not run, fails, or is too slow. What to do: docs/runbook.md#queue-age'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('queue.depth')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('queue.depth')
| extend queue = tostring(line.queue), oldestAgeMs = tolong(line.oldestAgeMs)
| where queue in ('incidents', 'tenants')
| project TimeGenerated, event, queue, oldestAgeMs
''', '__APP_NAME__', appName)
          timeAggregation: 'Maximum'
          metricMeasureColumn: 'oldestAgeMs'
          dimensions: [
            { name: 'queue', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 900000
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource queueDepth 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-queue-depth'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Very many messages wait'
    description: 'More than 10,000 events wait to be delivered, or to be tried again: a destination is down, slow or paused. What to do: docs/runbook.md#queue-depth'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('queue.depth')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('queue.depth')
| extend queue = tostring(line.queue), depth = tolong(line.depth)
| where queue in ('incidents', 'incidents-retry')
| project TimeGenerated, event, queue, depth
''', '__APP_NAME__', appName)
          timeAggregation: 'Maximum'
          metricMeasureColumn: 'depth'
          dimensions: [
            { name: 'queue', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 10000
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource releaseFailing 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-release-failing'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: What waits to be tried again cannot be moved'
    description: 'For 15 minutes release has failed again and again to move what is due from incidents-retry to incidents, so deliveries that failed once, or wait, are not tried again, or over and over. What to do: docs/runbook.md#release-failing'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('release.finished')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('release.finished')
| extend failed = tolong(line.failed)
| project TimeGenerated, event, failed
''', '__APP_NAME__', appName)
          timeAggregation: 'Maximum'
          metricMeasureColumn: 'failed'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 3 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource noDestination 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-no-destination'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: There is no destination'
    description: 'The table destinations has had no row for an hour. Whatever is collected waits, and is dead-lettered after 20 days. What to do: docs/runbook.md#no-destination'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('destination.state')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('destination.state')
| extend state = tostring(line.state)
| where state in ('none')
| project TimeGenerated, event, state
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 10
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource destinationPaused 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-destination-paused'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: The relay has paused a destination, or cannot read its row'
    description: 'It refuses everything as if a setting were wrong, or its row is malformed. Nothing is sent to it: its events wait, and are dead-lettered after 20 days. What to do: docs/runbook.md#destination-paused'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('destination.state')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('destination.state')
| extend state = tostring(line.state), destination = tostring(line.destination)
| where state in ('paused-by-relay', 'malformed')
| project TimeGenerated, event, state, destination
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'destination', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource destinationCircuit 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-destination-circuit'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A destination has not answered for 15 minutes'
    description: 'Only one event now and then is sent to it as a probe; all others wait. What to do: docs/runbook.md#destination-circuit'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('destination.state')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('destination.state')
| extend state = tostring(line.state), destination = tostring(line.destination), forMs = tolong(line.forMs)
| where state in ('circuit-open')
| project TimeGenerated, event, state, destination, forMs
''', '__APP_NAME__', appName)
          timeAggregation: 'Maximum'
          metricMeasureColumn: 'forMs'
          dimensions: [
            { name: 'destination', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 900000
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource destinationHeld 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-destination-held'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A person has kept a destination paused for more than a day'
    description: 'Perhaps it was forgotten. Its events wait, and are dead-lettered after 20 days. What to do: docs/runbook.md#destination-held'
    severity: 3
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('destination.state')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('destination.state')
| extend state = tostring(line.state), destination = tostring(line.destination), forMs = tolong(line.forMs)
| where state in ('paused-by-person')
| project TimeGenerated, event, state, destination, forMs
''', '__APP_NAME__', appName)
          timeAggregation: 'Maximum'
          metricMeasureColumn: 'forMs'
          dimensions: [
            { name: 'destination', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 86400000
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource housekeepBlind 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-housekeep-blind'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Other alerts have nothing to judge by'
    description: 'The chore of housekeeping that reports on the fleet, the destinations or the queues failed three times in half an hour. The alerts that judge by its lines stay silent, whatever happens. What to do: docs/runbook.md#housekeep-blind'
    severity: 2
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT30M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('housekeep.failed')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('housekeep.failed')
| extend chore = tostring(line.chore)
| where chore in ('fleet', 'destinations', 'queues')
| project TimeGenerated, event, chore
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'chore', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 2
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource housekeepFailing 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-housekeep-failing'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A chore of housekeeping keeps failing'
    description: 'It failed three times in half an hour: paused destinations are not probed, heartbeats are not sent, or the expiry of credentials is not watched. What to do: docs/runbook.md#housekeep-failing'
    severity: 3
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT30M'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
AppTraces
| where AppRoleName =~ '__APP_NAME__'
| where Message has_any ('housekeep.failed')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('housekeep.failed')
| extend chore = tostring(line.chore)
| where chore in ('expiry', 'heartbeats', 'probes')
| project TimeGenerated, event, chore
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          dimensions: [
            { name: 'chore', operator: 'Include', values: ['*'] }
          ]
          operator: 'GreaterThan'
          threshold: 2
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}

resource ingestionQuota 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-ingestion-quota'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: The workspace takes no more logs today'
    description: 'Its daily cap is reached: the relay goes on, but nobody sees it. The alerts on silent timers fire, and no other can. What to do: docs/runbook.md#ingestion-quota'
    severity: 1
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'P1D'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
Operation
| where Detail contains 'OverQuota'
''', '__APP_NAME__', appName)
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}
