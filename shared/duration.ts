const pattern = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/**
 * Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds, e.g. `PT15M` or `P1DT12H`.
 * Undefined when it isn't one; months and years have no fixed length and are refused.
 */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return weeks * 7 * day + days * day + hours * hour + minutes * minute + seconds * second;
}
