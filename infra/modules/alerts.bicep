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

var actionGroups = empty(actionGroupId) ? [] : [actionGroupId]

resource collectSilent 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-collect-silent'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: The timer collect does not succeed'
    description: 'No run of the timer collect has succeeded for 15 minutes: nothing new is collected from any tenant. What to do: docs/runbook.md#collect-silent'
    severity: 1
    enabled: true
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
    description: 'No run of the timer release has succeeded for 15 minutes: deliveries that failed once are not tried again. What to do: docs/runbook.md#release-silent'
    severity: 1
    enabled: true
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
    description: 'No run of the timer housekeep has succeeded for 30 minutes: paused destinations are not probed, and the alerts about lag, suspended tenants, queues and destinations have nothing to judge by. What to do: docs/runbook.md#housekeep-silent'
    severity: 2
    enabled: true
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

resource collectionStopped 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-collection-stopped'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Collecting stops because storage refuses what is collected'
    description: 'Nothing can be put on the queue, so runs end early. Nothing is lost: checkpoints only move behind what was put. What to do: docs/runbook.md#collection-stopped'
    severity: 1
    enabled: true
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
| where Message has_any ('collect.stopped')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('collect.stopped')
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

resource collectionLag 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-collection-lag'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: New incidents of a tenant are late'
    description: 'What is new in at least one tenant, which is neither paused nor suspended, is collected more than 30 minutes late. What to do: docs/runbook.md#collection-lag'
    severity: 2
    enabled: true
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
| extend state = tostring(line.state), lagMs = tolong(line.lagMs)
| where state in ('ok', 'failing')
| project TimeGenerated, event, state, lagMs
''', '__APP_NAME__', appName)
          timeAggregation: 'Maximum'
          metricMeasureColumn: 'lagMs'
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
    enabled: true
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
    description: 'The API had forgotten records before the relay could ask for them, or one is too large to be read. What to do: docs/runbook.md#records-not-read'
    severity: 2
    enabled: true
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
| where Message has_any ('tenant.gap', 'record.too-large')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('tenant.gap', 'record.too-large')
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
    description: 'A row in the table tenants, destinations or checkpoints is malformed; it is skipped, everything else goes on. What to do: docs/runbook.md#row-malformed'
    severity: 3
    enabled: true
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

resource credentialFailing 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-failing'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A credential is refused'
    description: 'Nothing is collected on this credential, which for the partner credential is every tenant without its own. What to do: docs/runbook.md#credential-failing'
    severity: 1
    enabled: true
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
| where Message has_any ('credential.attention')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('credential.attention')
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

resource credentialExpiring 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-expiring'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A credential expires within 30 days'
    description: 'When it expires, everything collected on it stops. What to do: docs/runbook.md#credential-expiring'
    severity: 3
    enabled: true
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

resource credentialExpiresSoon 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-credential-expires-soon'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A credential expires within 7 days, or has expired'
    description: 'When it expires, everything collected on it stops. What to do: docs/runbook.md#credential-expires-soon'
    severity: 1
    enabled: true
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

resource deadLetters 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-dead-letters'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: Events were dead-lettered'
    description: 'A destination refused events for good or for longer than DELIVERY_WINDOW. They are kept whole until somebody decides. What to do: docs/runbook.md#dead-letters'
    severity: 2
    enabled: true
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
| where Message has_any ('delivery.dead-lettered', 'record.dead-lettered', 'message.unreadable')
| extend line = parse_json(Message)
| extend event = tostring(line.event)
| where event in ('delivery.dead-lettered', 'record.dead-lettered', 'message.unreadable')
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
    enabled: true
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
    description: 'Messages lie in a poison queue that nothing has taken: forward-poison does not work, or a batch of tenants failed. What to do: docs/runbook.md#poison-queue'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT30M'
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
          timeAggregation: 'Maximum'
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
    enabled: true
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
    enabled: true
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

resource destinationPaused 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-destination-paused'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: The relay has paused a destination, or cannot read its row'
    description: 'It refuses everything as if a setting were wrong. Its events wait, and are dead-lettered after 20 days. What to do: docs/runbook.md#destination-paused'
    severity: 1
    enabled: true
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
    enabled: true
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
    enabled: true
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

resource housekeepFailing 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-${appName}-housekeep-failing'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${appName}: A chore of housekeeping keeps failing'
    description: 'It failed three times in half an hour; what it looks after, or reports to other alerts, is not looked after. What to do: docs/runbook.md#housekeep-failing'
    severity: 3
    enabled: true
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
    description: 'Its daily cap is reached: the relay goes on, but nobody sees it, and the alerts on silent timers fire. What to do: docs/runbook.md#ingestion-quota'
    severity: 1
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
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
