import type { Row } from '../../monitoring/alerts/evaluate';
import type { LogFields } from '../../shared/telemetry/log';

/** A line of the app's log as a row of AppTraces. */
export function rowOfLine(line: string): Row {
  const { time, level: _level, event, ...fields } = JSON.parse(line) as LogFields & { time: string; event: string };
  return { table: 'AppTraces', timeMs: Date.parse(time), event, fields };
}
