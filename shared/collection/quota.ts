import { hour, minute } from '../duration';

/** Calls for owed work in the windows that began at these instants (milliseconds since the epoch). */
export interface OwedCalls {
  readonly minuteBegan: number;
  readonly inMinute: number;
  readonly hourBegan: number;
  readonly inHour: number;
}

export const noCalls: OwedCalls = { minuteBegan: 0, inMinute: 0, hourBegan: 0, inHour: 0 };

/** The APIs grant at least 50 a minute and 1,500 an hour; the rest is live collection's. */
export const owedLimits = { perMinute: 40, perHour: 1_200 };

/** When the next call for owed work may be made: `now`, or once the window that is used up is over. */
export function owedCallAt(calls: OwedCalls, now: number): number {
  const { minuteBegan, inMinute, hourBegan, inHour } = current(calls, now);
  if (inHour >= owedLimits.perHour) return hourBegan + hour;
  return inMinute >= owedLimits.perMinute ? minuteBegan + minute : now;
}

export function afterOwedCalls(calls: OwedCalls, made: number, now: number): OwedCalls {
  const { inMinute, inHour, ...began } = current(calls, now);
  return { ...began, inMinute: inMinute + made, inHour: inHour + made };
}

function current(calls: OwedCalls, now: number): OwedCalls {
  const sameMinute = now - calls.minuteBegan < minute;
  const sameHour = now - calls.hourBegan < hour;
  return {
    minuteBegan: sameMinute ? calls.minuteBegan : now,
    inMinute: sameMinute ? calls.inMinute : 0,
    hourBegan: sameHour ? calls.hourBegan : now,
    inHour: sameHour ? calls.inHour : 0,
  };
}
