import { expect, it } from 'vitest';
import { minute } from '../../../shared/duration';
import { judgeOf } from './azure';
import type { KqlRow } from './kql/evaluate';
import type { DeployedRule } from './rule';

const nowMs = Date.parse('2026-11-21T12:00:00Z');

function rule(condition: Partial<DeployedRule['condition']>, rest: Partial<DeployedRule> = {}): DeployedRule {
  return {
    name: 'alert',
    displayName: '',
    description: '',
    severity: 1,
    enabled: 'enabled',
    scopes: ['workspaceId'],
    evaluationFrequency: 'PT5M',
    windowSize: 'PT5M',
    skipQueryValidation: true,
    autoMitigate: true,
    actions: { actionGroups: 'actionGroups' },
    ...rest,
    condition: {
      query: 'Rows',
      timeAggregation: 'Count',
      operator: 'GreaterThan',
      threshold: 0,
      failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
      ...condition,
    },
  };
}

const seen = (minutesAgo: number, columns: KqlRow = {}): KqlRow => ({
  TimeGenerated: new Date(nowMs - minutesAgo * minute),
  ...columns,
});
const fires = (of: DeployedRule, rows: readonly KqlRow[], fromMs = nowMs) => judgeOf(of, { Rows: rows })(fromMs, nowMs);
const byTenant = { dimensions: [{ name: 'tenant', operator: 'Include', values: ['*'] }] } as const;
const measured = (timeAggregation: 'Maximum' | 'Minimum', threshold: number) =>
  rule({ timeAggregation, metricMeasureColumn: 'lagMs', threshold });

it('a window reaches from its end back to, but not onto, the end of the one before', () => {
  expect([0, 4, 5, -1].map((ago) => fires(rule({}), [seen(ago)]))).toEqual([[''], [''], [], []]);
});

it('every evaluation of the time asked for counts, at the frequency of the rule', () => {
  expect(fires(rule({}), [seen(7)], nowMs - 5 * minute)).toEqual(['']);
  expect(fires(rule({}), [seen(7)], nowMs - 5 * minute + 1)).toEqual([]);
  expect(fires(rule({}, { evaluationFrequency: 'PT15M' }), [seen(7)], nowMs - 14 * minute)).toEqual([]);
});

it('no row counts as none, unless rows are split; no other number is made of none', () => {
  const none = { operator: 'LessThan', threshold: 1 } as const;
  expect(fires(rule(none), [])).toEqual(['']);
  expect(fires(rule({ ...none, ...byTenant }), [])).toEqual([]);
  const smallest = { ...none, timeAggregation: 'Minimum', metricMeasureColumn: 'lagMs' } as const;
  expect(fires(rule(smallest), [])).toEqual([]);
  expect(fires(rule(smallest), [seen(1, { lagMs: null })])).toEqual([]);
  expect(fires(rule(smallest), [seen(1, { lagMs: null }), seen(1, { lagMs: 0 })])).toEqual(['']);
});

it('takes the greatest or the smallest, and compares as the operator says', () => {
  const rows = [1, 3, 2].map((lagMs) => seen(1, { lagMs }));
  expect([2, 3].map((threshold) => fires(measured('Maximum', threshold), rows))).toEqual([[''], []]);
  expect([0, 1].map((threshold) => fires(measured('Minimum', threshold), rows))).toEqual([[''], []]);
  const atMost = (threshold: number) =>
    rule({ ...measured('Minimum', threshold).condition, operator: 'LessThanOrEqual' });
  expect([0, 1].map((threshold) => fires(atMost(threshold), rows))).toEqual([[], ['']]);
});

it('each value of the dimension is judged by itself', () => {
  const rows = ['a', 'b', 'a'].map((tenant) => seen(1, { tenant }));
  expect(fires(rule(byTenant), rows)).toEqual(['a', 'b']);
  expect(fires(rule({ ...byTenant, threshold: 1 }), rows)).toEqual(['a']);
});

it('so many of the last windows must be violated, by the same value', () => {
  const twoOfThree = { failingPeriods: { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 2 } };
  const fired = (...ago: readonly number[]) =>
    fires(
      rule(twoOfThree),
      ago.map((each) => seen(each)),
    );
  expect([fired(1), fired(1, 2), fired(1, 6), fired(1, 11), fired(6, 11), fired(1, 16)]).toEqual([
    [],
    [],
    [''],
    [''],
    [''],
    [],
  ]);
  const rows = [seen(1, { tenant: 'a' }), seen(6, { tenant: 'b' }), seen(11, { tenant: 'b' })];
  expect(fires(rule({ ...twoOfThree, ...byTenant }), rows)).toEqual(['b']);
});

it.each([
  ['rows without a time', rule({ query: 'Rows | project lagMs' })],
  ['a dimension that is no text', rule({ dimensions: [{ ...byTenant.dimensions[0], name: 'lagMs' }] })],
  ['a dimension that is no column', rule(byTenant)],
  ['a measure of rows that are counted', rule({ metricMeasureColumn: 'lagMs' })],
  ['a measure that is no column', rule({ timeAggregation: 'Maximum', metricMeasureColumn: 'lag' })],
  ['no measure to take the greatest of', rule({ timeAggregation: 'Maximum' })],
])('refuses %s', (_what, wrong) => {
  expect(() => fires(wrong, [seen(1, { lagMs: 1 })])).toThrow();
});
