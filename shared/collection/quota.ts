import { hour, minute } from '../duration';

/** Calls for owed work. Instants are milliseconds since the epoch. */
export interface OwedCalls {
  /** The calls of the last minute, oldest first: the API's minute slides, so a window that begins anew wouldn't do. */
  readonly recent: readonly number[];
  readonly hourBegan: number;
  readonly inHour: number;
}

export const noCalls: OwedCalls = { recent: [], hourBegan: 0, inHour: 0 };

/** The APIs grant at least 50 a minute and 1,500 an hour; the rest is live collection's. */
export const owedLimits = { perMinute: 40, perHour: 1_200 };

/** When the next call for owed work may be made: `now`, or once enough of the calls made are long enough ago. */
export function owedCallAt(calls: OwedCalls, now: number): number {
  const { inMinute, inHour } = callsMade(calls, now);
  if (inHour >= owedLimits.perHour) return calls.hourBegan + hour;
  const oldest = calls.recent.at(-owedLimits.perMinute);
  return inMinute >= owedLimits.perMinute && oldest !== undefined ? oldest + minute : now;
}

export function afterOwedCalls(calls: OwedCalls, made: number, now: number): OwedCalls {
  const { inHour } = callsMade(calls, now);
  const recent = [...calls.recent, ...Array<number>(made).fill(now)];
  return {
    recent: recent.filter((at) => now - at < minute).slice(-owedLimits.perMinute),
    hourBegan: inHour === 0 ? now : calls.hourBegan,
    inHour: inHour + made,
  };
}

/** How many calls count against the limits at `now`. */
export function callsMade({ recent, hourBegan, inHour }: OwedCalls, now: number) {
  return {
    inMinute: recent.filter((at) => now - at < minute).length,
    inHour: now - hourBegan < hour ? inHour : 0,
  };
}
