import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../monitoring/alerts/alert';
import { alerts } from '../../../monitoring/alerts/alerts';
import { alertsBicep } from '../../../monitoring/alerts/bicep';
import { type DeployedRule, readRules } from './rule';

const appName = 'func-relay';

/** What must be deployed for an entry, besides its query, which is judged by what it does. */
function expected({ name, title, severity, means, condition, window, frequency, failing, watch }: Alert) {
  const { measure, splitBy } = watch.kind === 'lines' ? watch : {};
  return {
    name: `alert-${appName}-${name}`,
    displayName: `${appName}: ${title}`,
    description: `${means} What to do: docs/runbook.md#${name}`,
    severity,
    enabled: 'enabled',
    scopes: ['workspaceId'],
    evaluationFrequency: frequency,
    windowSize: window,
    skipQueryValidation: true,
    autoMitigate: true,
    actions: { actionGroups: 'actionGroups' },
    condition: {
      timeAggregation: condition.aggregation,
      ...(measure !== undefined && { metricMeasureColumn: measure }),
      ...(splitBy !== undefined && { dimensions: [{ name: splitBy, operator: 'Include', values: ['*'] }] }),
      operator: condition.operator,
      threshold: condition.threshold,
      failingPeriods: {
        numberOfEvaluationPeriods: failing?.of ?? 1,
        minFailingPeriodsToAlert: failing?.min ?? 1,
      },
    },
  };
}

function withoutQuery({ condition: { query: _query, ...condition }, ...rest }: DeployedRule) {
  return { ...rest, condition };
}

describe('the rules that are deployed', async () => {
  const bicep = alertsBicep(alerts);
  const { rules, parameters, variables } = await readRules(bicep, appName);

  it('are one for each entry', () => {
    expect(rules.map(({ name }) => name)).toEqual(alerts.map(({ name }) => `alert-${appName}-${name}`));
  });

  it.each(alerts.map((alert, index) => [alert.name, alert, rules[index]] as const))(
    '%s says what its entry says',
    (_name, alert, rule) => {
      expect(rule && withoutQuery(rule)).toEqual(expected(alert));
    },
  );

  it('get from outside what their names mean', () => {
    expect(parameters).toEqual(expect.arrayContaining(['enabled', 'workspaceId', 'actionGroupId', 'appName']));
    expect(variables.actionGroups).toBe('empty(actionGroupId) ? [] : [actionGroupId]');
  });

  it.each([
    [
      'a property that would hide alerts',
      '    autoMitigate: true',
      "    muteActionsDuration: 'P1D'\n    autoMitigate: true",
    ],
    ['a query whose app is not put in', "', appName)", "', location)"],
    ['a dimension of which some values are left out', "operator: 'Include'", "operator: 'Exclude'"],
  ])('cannot be read with %s', async (_what, part, changed) => {
    expect(bicep).toContain(part);
    await expect(readRules(bicep.replace(part, changed), appName)).rejects.toThrow();
  });
});
