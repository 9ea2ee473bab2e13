import { msOfTicks, parseInstant } from '../instant';

/** Milliseconds since the epoch of an RFC 3339 text; undefined when it isn't one. */
export function msOf(text: string): number | undefined {
  const ticks = parseInstant(text);
  return ticks === undefined ? undefined : msOfTicks(ticks);
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
