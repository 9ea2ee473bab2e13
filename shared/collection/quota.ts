import { hour, minute } from '../duration';

/** Calls for owed work. Instants are milliseconds since the epoch. */
export interface OwedCalls {
  /** The calls of the last minute, oldest first: the API's minute slides, so a window that begins anew wouldn't do. */
  readonly recent: readonly number[];
  /** The calls of the last hour, oldest first; 1,200 instants would make the row large. */
  readonly hourly: readonly CallGroup[];
}

/** Calls made within a few minutes. They count until the last of them is an hour ago: rather too long than too short. */
export interface CallGroup {
  readonly began: number;
  readonly last: number;
  readonly calls: number;
}

export const noCalls: OwedCalls = { recent: [], hourly: [] };

/** The APIs grant at least 50 a minute and 1,500 an hour; the rest is live collection's. */
export const owedLimits = { perMinute: 40, perHour: 1_200 };

/** An hour's calls are in thirteen groups at most. */
const groupMs = 5 * minute;

/** When the next call for owed work may be made: `now`, or once enough of the calls made are long enough ago. */
export function owedCallAt(calls: OwedCalls, now: number): number {
  const { inMinute, inHour } = callsMade(calls, now);
  if (inHour >= owedLimits.perHour) return hourFreeAt(withinHour(calls, now), inHour);
  const oldest = calls.recent.at(-owedLimits.perMinute);
  return inMinute >= owedLimits.perMinute && oldest !== undefined ? oldest + minute : now;
}

function hourFreeAt(groups: readonly CallGroup[], inHour: number): number {
  let left = inHour;
  const freed = groups.find(({ calls }) => {
    left -= calls;
    return left < owedLimits.perHour;
  });
  return (freed?.last ?? 0) + hour;
}

export function afterOwedCalls(calls: OwedCalls, made: number, now: number): OwedCalls {
  const recent = [...calls.recent, ...Array<number>(made).fill(now)];
  return {
    recent: recent.filter((at) => now - at < minute).slice(-owedLimits.perMinute),
    hourly: withCalls(withinHour(calls, now), made, now),
  };
}

function withCalls(groups: readonly CallGroup[], made: number, now: number): CallGroup[] {
  const newest = groups.at(-1);
  if (!newest || now - newest.began >= groupMs) return [...groups, { began: now, last: now, calls: made }];
  return [...groups.slice(0, -1), { ...newest, last: Math.max(newest.last, now), calls: newest.calls + made }];
}

/** How many calls count against the limits at `now`. */
export function callsMade(calls: OwedCalls, now: number) {
  return {
    inMinute: calls.recent.filter((at) => now - at < minute).length,
    inHour: withinHour(calls, now).reduce((sum, group) => sum + group.calls, 0),
  };
}

function withinHour({ hourly }: OwedCalls, now: number): readonly CallGroup[] {
  return hourly.filter(({ last }) => now - last < hour);
}
