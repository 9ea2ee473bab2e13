import { type OwedCalls, owedCallAt, owedLimits } from '../../../../shared/collection/quota';
import { hour, minute } from '../../../../shared/duration';

export interface UsedCalls {
  readonly minute: { readonly used: number; readonly limit: number };
  readonly hour: { readonly used: number; readonly limit: number };
  /** Milliseconds since the epoch; before it, no more calls are made for owed work. */
  readonly usedUpUntil?: number;
}

/** The calls in the windows that haven't ended yet at `now`. */
export function usedCalls(calls: OwedCalls, now: number): UsedCalls {
  const inMinute = now < calls.minuteBegan + minute ? calls.inMinute : 0;
  const inHour = now < calls.hourBegan + hour ? calls.inHour : 0;
  const nextAt = owedCallAt(calls, now);
  return {
    minute: { used: inMinute, limit: owedLimits.perMinute },
    hour: { used: inHour, limit: owedLimits.perHour },
    ...(nextAt > now && { usedUpUntil: nextAt }),
  };
}
