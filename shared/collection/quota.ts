import { hour, minute } from '../duration';

/** Calls for owed work in the windows that began at these instants (milliseconds since the epoch). */
export interface OwedCalls {
  readonly minuteBegan: number;
  readonly inMinute: number;
  readonly hourBegan: number;
  readonly inHour: number;
}

export const noCalls: OwedCalls = { minuteBegan: 0, inMinute: 0, hourBegan: 0, inHour: 0 };

/** The API grants 50 a minute and 1,500 an hour; the rest is live collection's. */
export const owedLimits = { perMinute: 40, perHour: 1_200 };

export function mayCallForOwed(calls: OwedCalls, now: number): boolean {
  const { inMinute, inHour } = current(calls, now);
  return inMinute < owedLimits.perMinute && inHour < owedLimits.perHour;
}

export function afterOwedCall(calls: OwedCalls, now: number): OwedCalls {
  const { inMinute, inHour, ...began } = current(calls, now);
  return { ...began, inMinute: inMinute + 1, inHour: inHour + 1 };
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
