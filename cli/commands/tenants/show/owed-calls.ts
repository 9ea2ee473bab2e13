import { callsMade, type OwedCalls, owedCallAt, owedLimits } from '../../../../shared/collection/quota';

export interface UsedCalls {
  readonly minute: { readonly used: number; readonly limit: number };
  readonly hour: { readonly used: number; readonly limit: number };
  /** Milliseconds since the epoch; before it, no more calls are made for owed work. */
  readonly usedUpUntil?: number;
}

/** The calls that count against the limits at `now`. */
export function usedCalls(calls: OwedCalls, now: number): UsedCalls {
  const { inMinute, inHour } = callsMade(calls, now);
  const nextAt = owedCallAt(calls, now);
  return {
    minute: { used: inMinute, limit: owedLimits.perMinute },
    hour: { used: inHour, limit: owedLimits.perHour },
    ...(nextAt > now && { usedUpUntil: nextAt }),
  };
}
