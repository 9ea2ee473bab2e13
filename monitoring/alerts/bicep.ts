import { appNameToken } from '../kql';
import { type Alert, inOneWindow } from './alert';
import { queryOf } from './query';

const header = `// Made by "npm run monitoring" from monitoring/alerts: change those, not this.
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
`;

/** infra/modules/alerts.bicep: one rule for each alert. */
export function alertsBicep(alerts: readonly Alert[]): string {
  return [header, ...alerts.map(rule)].join('\n');
}

/** The tables are there only once something was ingested: a query can't be checked when a new workspace is deployed. */
function rule(alert: Alert): string {
  const { name, title, severity, window, frequency, means, condition, watch } = alert;
  const { of, min } = alert.failing ?? inOneWindow;
  const { measure, splitBy } = watch.kind === 'lines' ? watch : {};
  return `resource ${symbolOf(name)} 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alert-\${appName}-${name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '\${appName}: ${escaped(title)}'
    description: '${escaped(`${means} What to do: docs/runbook.md#${name}`)}'
    severity: ${severity}
    enabled: enabled
    scopes: [workspaceId]
    evaluationFrequency: '${frequency}'
    windowSize: '${window}'
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: replace('''
${queryOf(watch)}
''', '${appNameToken}', appName)
          timeAggregation: '${condition.aggregation}'
${measure ? `          metricMeasureColumn: '${measure}'\n` : ''}${splitBy ? dimension(splitBy) : ''}          operator: '${condition.operator}'
          threshold: ${condition.threshold}
          failingPeriods: { numberOfEvaluationPeriods: ${of}, minFailingPeriodsToAlert: ${min} }
        }
      ]
    }
    actions: { actionGroups: actionGroups }
  }
}
`;
}

function dimension(name: string): string {
  return `          dimensions: [
            { name: '${name}', operator: 'Include', values: ['*'] }
          ]
`;
}

/** `collect-silent` → `collectSilent` */
function symbolOf(name: string): string {
  return name.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('${', '\\${');
}
