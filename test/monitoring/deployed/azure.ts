import { msOf } from '../../../monitoring/alerts/evaluate';
import { evaluate, type KqlRow, type Workspace } from './kql/evaluate';
import { parseQuery } from './kql/parse';
import type { Cell } from './kql/values';
import type { DeployedRule } from './rule';

type Condition = DeployedRule['condition'];

/** The values of a rule's dimension that fire, `['']` for a rule without one; empty when it stays silent. */
export type Judge = (fromMs: number, toMs: number) => readonly string[];

/**
 * What Azure Monitor does with a deployed rule on these tables, at any evaluation of which the last is at `toMs` and none
 * before `fromMs`.
 */
export function judgeOf(rule: DeployedRule, workspace: Workspace): Judge {
  // Steps look at one row at a time, so it doesn't matter that time is bounded afterwards.
  const rows = evaluate(parseQuery(rule.condition.query), workspace);
  return (fromMs, toMs) => {
    const fired = new Set<string>();
    for (let nowMs = toMs; nowMs >= fromMs; nowMs -= msOf(rule.evaluationFrequency)) {
      for (const each of firesAt(rule, rows, nowMs)) fired.add(each);
    }
    return [...fired];
  };
}

function firesAt({ condition, windowSize }: DeployedRule, rows: readonly KqlRow[], nowMs: number): readonly string[] {
  const { numberOfEvaluationPeriods, minFailingPeriodsToAlert } = condition.failingPeriods;
  // "The lookback time window is calculated based on the aggregation granularity (windowSize) and the selected number of
  // aggregated points": learn.microsoft.com/javascript/api/@azure/arm-monitor/conditionfailingperiods
  const periods = Array.from({ length: numberOfEvaluationPeriods }, (_, back) => {
    const endMs = nowMs - back * msOf(windowSize);
    return seriesOf(condition, inWindow(rows, endMs - msOf(windowSize), endMs));
  });
  const values = new Set(periods.flatMap((series) => [...series.keys()]));
  return [...values].filter((value) => {
    const failing = periods.filter((series) => violates(condition, series.get(value)));
    return failing.length >= minFailingPeriodsToAlert;
  });
}

function inWindow(rows: readonly KqlRow[], fromMs: number, toMs: number): readonly KqlRow[] {
  return rows.filter(({ TimeGenerated: at }) => {
    if (!(at instanceof Date)) throw new Error('The answer has no TimeGenerated to sort rows into windows by.');
    return at.getTime() > fromMs && at.getTime() <= toMs;
  });
}

/** The aggregated number of each value of the dimension: one for all where there is none, then also of no rows. */
function seriesOf(condition: Condition, rows: readonly KqlRow[]): ReadonlyMap<string, number | undefined> {
  const [dimension] = condition.dimensions ?? [];
  if (!dimension) return new Map([['', aggregated(condition, rows)]]);
  const groups = new Map<string, KqlRow[]>();
  for (const row of rows) {
    const value = dimensionOf(row, dimension.name);
    groups.set(value, [...(groups.get(value) ?? []), row]);
  }
  return new Map([...groups].map(([value, group]) => [value, aggregated(condition, group)]));
}

function dimensionOf(row: KqlRow, name: string): string {
  const value = row[name];
  if (typeof value !== 'string') throw new Error(`The dimension ${name} is no column of text.`);
  return value;
}

/** Of nothing: 0 rows are counted, and there is no greatest or smallest. */
function aggregated({ timeAggregation, metricMeasureColumn }: Condition, rows: readonly KqlRow[]): number | undefined {
  if (timeAggregation === 'Count') {
    if (metricMeasureColumn !== undefined) throw new Error('Rows are counted, not values of a column.');
    return rows.length;
  }
  if (metricMeasureColumn === undefined) throw new Error(`There is no column to take the ${timeAggregation} of.`);
  const numbers = rows.map((row) => numberOf(row[metricMeasureColumn])).filter((value) => value !== null);
  if (numbers.length === 0) return undefined;
  return numbers.reduce((one, other) => (timeAggregation === 'Maximum' ? Math.max(one, other) : Math.min(one, other)));
}

function numberOf(cell: Cell | undefined): number | null {
  if (typeof cell === 'number' || cell === null) return cell;
  throw new Error('What is aggregated is no column of numbers.');
}

function violates({ operator, threshold }: Condition, value: number | undefined): boolean {
  if (value === undefined) return false;
  if (operator === 'GreaterThan') return value > threshold;
  return operator === 'LessThan' ? value < threshold : value <= threshold;
}
