import { day, hour, minute, second } from '../shared/duration';

/** An instant for a person: UTC, and how far it is from `now`. Both are milliseconds since the epoch. */
export function instant(ms: number, now: number): string {
  return `${utc(ms)} (${relative(ms, now)})`;
}

export function utc(ms: number): string {
  return `${dateAndTime(ms)} UTC`;
}

/** From one instant to another, with its length. */
export function period(from: number, to: number): string {
  if (to - from < second) return `at ${utc(from)}`;
  return `${dateAndTime(from)} to ${utc(to)} (${length(to - from)})`;
}

/** In the largest unit of which there are at least two, rounded down. */
export function length(ms: number): string {
  const units = [
    [day, 'day'],
    [hour, 'hour'],
    [minute, 'minute'],
  ] as const;
  const [size, name] = units.find(([unit]) => ms >= 2 * unit) ?? [second, 'second'];
  return counted(Math.floor(ms / size), name);
}

/** `1 day`, `1,200 calls`: with the plural's s, and commas at the thousands. */
export function counted(count: number, name: string): string {
  return `${count.toLocaleString('en-US')} ${name}${count === 1 ? '' : 's'}`;
}

function relative(ms: number, now: number): string {
  if (Math.abs(ms - now) < second) return 'now';
  return ms < now ? `${length(now - ms)} ago` : `in ${length(ms - now)}`;
}

function dateAndTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
