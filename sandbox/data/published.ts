import { compact, memberText } from './raw-json';
import { alertLowReputation } from './samples/alert-low-reputation';
import { alertMeterpreter } from './samples/alert-meterpreter';
import { incident924518 } from './samples/incident-924518';
import { incident924521 } from './samples/incident-924521';
import { incident924565 } from './samples/incident-924565';

const second = 1_000;

/**
 * Microsoft's three published incidents as raw JSON texts, moved in time so that the newest `lastUpdateTime` lies in
 * the second before `atMs` (milliseconds since the epoch). The distances between them and all digits stay.
 */
export function publishedIncidents(atMs: number): string[] {
  return moved([incident924565, incident924521, incident924518], atMs);
}

/**
 * Microsoft's two published alerts of Defender for Endpoint, each with its evidence. Half a year lies between them, so
 * each is moved on its own: one is updated in the second before `atMs`, the other half an hour earlier.
 */
export function publishedAlerts(atMs: number): string[] {
  return [...moved([alertLowReputation], atMs), ...moved([alertMeterpreter], atMs - 1_800 * second)];
}

function moved(records: readonly string[], atMs: number): string[] {
  const newest = Math.max(...records.map((record) => Date.parse(lastUpdate(record))));
  const shift = Math.floor((atMs - newest) / second) * second;
  return records.map((record) =>
    compact(record).replace(/"\d{4}-\d\d-\d\dT[\d:]{8}(?:\.\d+)?Z"/g, movedBy(shift, atMs)),
  );
}

function lastUpdate(record: string): string {
  return String(JSON.parse(memberText(record, 'lastUpdateTime') ?? 'null'));
}

/** Moves whole seconds and keeps the fraction's text; what would lie after `atMs` is set to the second before it. */
function movedBy(shift: number, atMs: number): (quoted: string) => string {
  return (quoted) => {
    const [, seconds = '', fraction = ''] = /^"([^.Z]*)(\.\d+)?Z"$/.exec(quoted) ?? [];
    const target = Date.parse(`${seconds}Z`) + shift;
    const inFuture = Date.parse(JSON.parse(quoted)) + shift > atMs;
    const instant = inFuture ? Math.floor(atMs / second - 1) * second : target;
    return `"${new Date(instant).toISOString().slice(0, 19)}${fraction}Z"`;
  };
}
