/**
 * An instant in 100-nanosecond ticks since the Unix epoch: the precision of Microsoft's APIs (0 to 7 fractional
 * digits). Instants are compared as ticks, never as text or `Date`, which keeps three digits.
 */
export type Ticks = bigint;

export const ticksPerMs = 10_000n;
export const ticksPerSecond = 1_000n * ticksPerMs;
/** 9999-12-31T23:59:59.9999999Z: the last that four digits of a year can name, and .NET's `DateTime.MaxValue`. */
export const lastInstant: Ticks = 2_534_023_007_999_999_999n;
const pattern = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))?$/;

/**
 * Ticks of an RFC 3339 text; digits beyond the seventh are cut, a missing zone is UTC. Undefined when it isn't one, or
 * when it lies outside the years 0000 to 9999 in UTC, which no text of this form could name again.
 */
export function parseInstant(text: string): Ticks | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, Math.min(second, 59));
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second <= 60;
  if (!exists) return undefined;
  const fraction = BigInt((match[7] ?? '').slice(0, 7).padEnd(7, '0'));
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offsetMs = (match[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000;
  const utc = new Date(date.getTime() - offsetMs);
  if (utc.getUTCFullYear() < 0 || utc.getUTCFullYear() > 9999) return undefined;
  return ticksOfMs(utc.getTime()) + fraction;
}

/** With all seven digits, so that a filter built from it is exact. */
export function formatInstant(ticks: Ticks): string {
  const ms = msOfTicks(ticks);
  const rest = ticks - ticksOfMs(Math.floor(ms / 1000) * 1000);
  return `${new Date(ms).toISOString().slice(0, 19)}.${rest.toString().padStart(7, '0')}Z`;
}

export function ticksOfMs(ms: number): Ticks {
  return BigInt(Math.trunc(ms)) * ticksPerMs;
}

/** Whole milliseconds, rounded down. */
export function msOfTicks(ticks: Ticks): number {
  const ms = ticks / ticksPerMs;
  return Number(ticks < 0n && ms * ticksPerMs !== ticks ? ms - 1n : ms);
}

/** Milliseconds since the epoch of an RFC 3339 text; undefined when it isn't one, or there is none. */
export function msOf(text: string | undefined): number | undefined {
  const ticks = text === undefined ? undefined : parseInstant(text);
  return ticks === undefined ? undefined : msOfTicks(ticks);
}

/** An instant in milliseconds since the epoch as RFC 3339, in milliseconds too; none stays none. */
export function isoOf(ms: number): string;
export function isoOf(ms: number | undefined): string | undefined;
export function isoOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

// Date.parse reads almost anything ("0" is the year 2000), and a cursor follows what it says.
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** The API's clock: the `Date` header of an answer (RFC 9110, 5.6.7: IMF-fixdate, whole seconds). */
export function parseHttpDate(text: string | undefined): Ticks | undefined {
  const ms = text !== undefined && httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ticksOfMs(ms);
}

export function later(a: Ticks, b: Ticks): Ticks {
  return a > b ? a : b;
}

export function earlier(a: Ticks, b: Ticks): Ticks {
  return a < b ? a : b;
}
