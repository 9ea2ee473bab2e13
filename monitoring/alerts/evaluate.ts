import { parseDuration } from '../../shared/duration';
import type { LogFields } from '../../shared/telemetry/log';
import { type Alert, type Condition, inOneWindow, type Watch } from './alert';

/** A row as the queries see it. `timeMs`: `TimeGenerated`, in milliseconds since the epoch. */
export type Row =
  | { readonly table: 'AppTraces'; readonly timeMs: number; readonly event: string; readonly fields: LogFields }
  | { readonly table: 'AppRequests'; readonly timeMs: number; readonly name: string; readonly success: boolean }
  | { readonly table: 'Operation'; readonly timeMs: number; readonly detail: string };

type Line = Extract<Row, { table: 'AppTraces' }>;

/**
 * What Azure Monitor would do with these rows at one evaluation at `nowMs`: the values of `splitBy` that fire, or `['']`
 * for an alert that isn't split; empty when it stays silent.
 */
export function firing(alert: Alert, rows: readonly Row[], nowMs: number): readonly string[] {
  const { of, min } = alert.failing ?? inOneWindow;
  const windowMs = msOf(alert.window);
  const found = Array.from({ length: of }, (_, index) => holdingIn(alert, rows, nowMs - index * windowMs));
  return [...new Set(found.flat())].filter((value) => found.filter((values) => values.includes(value)).length >= min);
}

/** The values of `splitBy` for which the condition holds in the one window that ends at `toMs`. */
function holdingIn(alert: Alert, rows: readonly Row[], toMs: number): readonly string[] {
  const sinceMs = toMs - msOf(alert.window);
  const seen = rows
    .filter(({ timeMs }) => timeMs > sinceMs && timeMs <= toMs)
    .filter((row) => matches(alert.watch, row));
  const { splitBy, measure } = alert.watch.kind === 'lines' ? alert.watch : {};
  const fires = (group: readonly Row[]) => holds(alert.condition, aggregate(alert.condition, group, measure));
  // Without rows there is no value to split by, and so no group that could fire.
  if (splitBy === undefined) return fires(seen) ? [''] : [];
  const splitValue = (row: Row) => String(fieldOf(row, splitBy) ?? '');
  const values = [...new Set(seen.map(splitValue))];
  return values.filter((value) => fires(seen.filter((row) => splitValue(row) === value)));
}

/** All that fires at any of the evaluations of which the last is at `toMs` and none before `fromMs`. */
export function firingBetween(alert: Alert, rows: readonly Row[], fromMs: number, toMs: number): readonly string[] {
  const fired = new Set<string>();
  for (let nowMs = toMs; nowMs >= fromMs; nowMs -= msOf(alert.frequency)) {
    for (const each of firing(alert, rows, nowMs)) fired.add(each);
  }
  return [...fired];
}

function matches(watch: Watch, row: Row): boolean {
  if (watch.kind === 'runs') return row.table === 'AppRequests' && row.name === watch.timer && row.success;
  if (watch.kind === 'workspace') {
    return row.table === 'Operation' && row.detail.toLowerCase().includes(watch.detail.toLowerCase());
  }
  if (row.table !== 'AppTraces' || !watch.events.some((event) => event === row.event)) return false;
  return !watch.where || watch.where.in.includes(String(fieldOf(row, watch.where.field) ?? ''));
}

function fieldOf(row: Row, field: string): Line['fields'][string] {
  return row.table === 'AppTraces' ? row.fields[field] : undefined;
}

/** Undefined where there is nothing to aggregate. */
function aggregate({ aggregation }: Condition, rows: readonly Row[], measure: string | undefined): number | undefined {
  if (aggregation === 'Count' || measure === undefined) return rows.length;
  const values = rows.map((row) => fieldOf(row, measure)).filter((value) => typeof value === 'number');
  if (values.length === 0) return undefined;
  return aggregation === 'Maximum' ? Math.max(...values) : Math.min(...values);
}

function holds({ operator, threshold }: Condition, value: number | undefined): boolean {
  if (value === undefined) return false;
  if (operator === 'GreaterThan') return value > threshold;
  return operator === 'LessThan' ? value < threshold : value <= threshold;
}

/** Milliseconds of an ISO 8601 duration that an alert names. */
export function msOf(duration: string): number {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new Error(`${duration} is no duration.`);
  return ms;
}
