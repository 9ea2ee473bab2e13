import { day, hour, minute, parseDuration } from '../../../shared/duration';

const units: Readonly<Record<string, number>> = { d: day, h: hour, m: minute };

/** Milliseconds of `30d`, `12h`, `90m`, or an ISO 8601 duration such as `P30D`; undefined for anything else. */
export function readAge(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([dhm])$/.exec(text.trim()) ?? [];
  return count === undefined ? parseDuration(text.trim().toUpperCase()) : Number(count) * (units[unit] ?? 0);
}
