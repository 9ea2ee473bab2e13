import type { FieldOf, WatchedEvent } from '../fields';
import { linesOf, listOf, ofApp, quoted } from '../kql';
import type { Watch } from './alert';

/**
 * What an alert looks at, as KQL. No bounds of time: the rule's window gives them. `TimeGenerated` is kept, because the
 * platform sorts the rows into windows by it.
 */
export function queryOf(watch: Watch): string {
  if (watch.kind === 'runs') {
    return `${ofApp('AppRequests')}\n| where OperationName == ${quoted(watch.timer)} and Success == true`;
  }
  if (watch.kind === 'workspace') return `Operation\n| where Detail contains ${quoted(watch.detail)}`;
  const { events, where, measure, splitBy } = watch;
  const columns = [...new Set([where?.field, splitBy, measure])].filter((field) => field !== undefined);
  return [
    linesOf(events, columns as FieldOf<WatchedEvent>[]),
    ...(where ? [`| where ${where.field} in ${listOf(where.in)}`] : []),
    `| project ${['TimeGenerated', 'event', ...columns].join(', ')}`,
  ].join('\n');
}
