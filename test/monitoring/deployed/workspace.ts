import type { Row } from '../../../monitoring/alerts/evaluate';
import { logEvents } from '../../../shared/telemetry/log';
import type { Recording } from '../recordings';
import type { KqlRow, Workspace } from './kql/evaluate';
import { Dynamic } from './kql/values';

export type Recorded = Pick<Recording, 'rows' | 'lines'>;

/**
 * One workspace with what several apps have left in it, each by its name: rows as Azure stores them, with columns of
 * monitoring/tables.ts. A `Message` is the very line that the app wrote.
 */
export function workspaceOf(apps: readonly (readonly [name: string, recorded: Recorded])[]): Workspace {
  return {
    AppTraces: apps.flatMap(([app, { rows, lines }]) => [
      ...lines.map((line) => trace(app, timeOf(line), line, 'User')),
      ...rows.flatMap((row) => noise(app, row)),
    ]),
    AppRequests: apps.flatMap(([app, { rows }]) => rows.flatMap((row) => requests(app, row))),
    Operation: apps.flatMap(([, { rows }]) => rows.flatMap(operation)),
  };
}

/** What is in both; both have the same tables. */
export function together(one: Workspace, other: Workspace): Workspace {
  return Object.fromEntries(Object.entries(one).map(([table, rows]) => [table, [...rows, ...(other[table] ?? [])]]));
}

function timeOf(line: string): number {
  return Date.parse((JSON.parse(line) as { readonly time: string }).time);
}

function trace(app: string, timeMs: number, message: string, category: string): KqlRow {
  return {
    TimeGenerated: new Date(timeMs),
    AppRoleName: app,
    ItemCount: 1,
    Message: message,
    Properties: new Dynamic({ Category: `Function.collect.${category}` }),
    SeverityLevel: 1,
  };
}

/** Now and then what is no line about an event, although it names every one: text of the host, and a line that quotes. */
function noise(app: string, row: Row): readonly KqlRow[] {
  if (row.table !== 'AppRequests' || row.name !== 'housekeep') return [];
  const names = logEvents.join(' ');
  const quoting = JSON.stringify({ level: 'error', event: 'quoted', reason: names });
  return [
    trace(app, row.timeMs, `Executed 'Functions.collect' (Succeeded): ${names}`, ''),
    trace(app, row.timeMs, quoting, 'User'),
  ];
}

/** A run of a timer; beside it other functions succeed, whose names begin like that of a timer or don't. */
function requests(app: string, row: Row): readonly KqlRow[] {
  if (row.table !== 'AppRequests') return [];
  const run = (name: string, success: boolean): KqlRow => ({
    TimeGenerated: new Date(row.timeMs),
    AppRoleName: app,
    ItemCount: 1,
    Name: name,
    OperationName: name,
    ResultCode: '0',
    Success: success,
  });
  return [run(row.name, row.success), run('collect-tenants', true), run('forward', true)];
}

/** The workspace's own log has no app, and more entries than those about its quota. */
function operation(row: Row): readonly KqlRow[] {
  const entry = (timeMs: number, detail: string): KqlRow => ({
    TimeGenerated: new Date(timeMs),
    Detail: detail,
    OperationCategory: 'Ingestion',
  });
  if (row.table === 'Operation') return [entry(row.timeMs, row.detail)];
  return row.table === 'AppRequests' ? [entry(row.timeMs, 'Ingestion of a custom field was dropped.')] : [];
}
