import { type FieldOf, type KqlType, typeOf, type WatchedEvent } from './fields';
import type { TableName } from './tables';

/** Stands in generated files where the deployment puts the function app's name: a workspace may hold other apps too. */
export const appNameToken = '__APP_NAME__';
/** Likewise the resource id of the workspace. */
export const workspaceToken = '__WORKSPACE_ID__';

const conversions: Readonly<Record<KqlType, string>> = { string: 'tostring', long: 'tolong', datetime: 'todatetime' };

export function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function listOf(values: readonly string[]): string {
  return `(${values.map(quoted).join(', ')})`;
}

/** The rows that this app wrote. Names of apps ignore case in Azure. */
export function ofApp(table: Extract<TableName, `App${string}`>): string {
  return `${table}\n| where AppRoleName =~ ${quoted(appNameToken)}`;
}

/**
 * The app's own log lines of these events, with these fields as columns. Node.js hands on nothing but the text of a line,
 * so it is parsed here; looking for the name first spares parsing everything else.
 */
export function linesOf<E extends WatchedEvent>(events: readonly E[], fields: readonly FieldOf<E>[]): string {
  const [first] = events;
  const columns = fields.map((field) => `${field} = ${conversions[typeOf(first as E, field)]}(line.${field})`);
  return [
    ofApp('AppTraces'),
    `| where Message has_any ${listOf(events)}`,
    '| extend line = parse_json(Message)',
    '| extend event = tostring(line.event)',
    `| where event in ${listOf(events)}`,
    ...(columns.length > 0 ? [`| extend ${columns.join(', ')}`] : []),
  ].join('\n');
}
