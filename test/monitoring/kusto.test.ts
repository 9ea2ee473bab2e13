import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alerts } from '../../monitoring/alerts/alerts';
import { queryOf } from '../../monitoring/alerts/query';
import { tenant } from '../delivery/sample-event';
import { kustoAnalyser } from './kusto';
import { workbookQueries } from './workbook-queries';

const analyse = kustoAnalyser();

/** What the portal puts in the place of parameters. */
const chosen: Readonly<Record<string, string>> = {
  '{Tenant}': tenant,
  '{TimeRange:grain}': '5m',
  '{InstanceGB}': '0.5',
  '{PricePerGBs}': '0.000026',
  '{PricePerLogGB}': '2.30',
};

describe('the analyser', () => {
  it.each([
    ['AppTraces | where Nonsense == 1', /Nonsense/],
    ['AppTraces | were Message == 1', /were/],
    ['AppRequests | where Success == 1 and DurationMs has "x"', /string/],
    ['AppTrace | take 1', /AppTrace/],
    ['AppTraces | where TimeGenerated > ago(1h', /\)/],
  ])('finds what is wrong with %j', (query, fault) => {
    expect(analyse(query).join('\n')).toMatch(fault);
  });

  it('takes what is right', () => {
    expect(analyse('AppRequests | where Success == false | summarize count() by OperationName')).toEqual([]);
  });
});

it.each(alerts.map(({ name, watch }) => [name, queryOf(watch)]))(
  'the query of the alert %s is right',
  (_name, query) => {
    expect(analyse(query)).toEqual([]);
  },
);

it.each(workbookQueries())('the query %s of the workbook is right', (_name, query) => {
  const substituted = Object.entries(chosen).reduce((text, [name, value]) => text.replaceAll(name, value), query);
  expect(substituted).not.toMatch(/\{\w+(:\w+)?\}/);
  expect(analyse(substituted)).toEqual([]);
});

const runbook = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^```kusto\n([\s\S]*?)^```/gm)];

it.each(runbook.map(([, query = '']) => [query.split('\n')[0], query]))(
  'the runbook asks rightly: %s',
  (_first, query) => {
    expect(analyse(query)).toEqual([]);
  },
);
