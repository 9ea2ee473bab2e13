import type { Random } from '../clock';
import { hour, minute, second } from '../duration';

/** Waits after the first, second, … attempt: a hiccup is over in seconds, a restart in minutes, an outage in hours. */
const waits = [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 4 * hour];

/** No wait is longer, whatever the receiver asks for: an event should never be more than this behind a recovery. */
export const longestWaitMs = 6 * hour;

/**
 * Milliseconds until the next attempt, after `attempts` (from 1) were made. A quarter of jitter either way keeps what
 * failed together from coming back together. `afterMs` is what the receiver asked for: never earlier than that.
 */
export function retryWaitMs(attempts: number, random: Random, afterMs = 0): number {
  const base = waits[attempts - 1] ?? longestWaitMs;
  const spread = base * (0.75 + random() / 2);
  const asked = afterMs * (1 + random() / 10);
  return Math.round(Math.min(Math.max(spread, asked), longestWaitMs));
}

/**
 * How long a message stays hidden while its destinations are paused or malformed, after it has waited for `waitedMs`:
 * five minutes at first; up to an hour later on, because months of events would otherwise be looked at over and over.
 */
export function pausedWaitMs(waitedMs: number, random: Random): number {
  const base = Math.min(Math.max(waitedMs / 4, 5 * minute), 48 * minute);
  return Math.round(base * (0.75 + random() / 2));
}

/** A circuit closes for whoever comes first; the others follow within half a minute instead of all at once. */
export function afterCircuitMs(untilMs: number, random: Random): number {
  return Math.round(Math.max(untilMs, 0) + second + random() * 30 * second);
}

/** While another version of the record is being sent: that takes seconds. */
export function busyWaitMs(random: Random): number {
  return Math.round(2 * second * (1 + random()));
}

/** How long it stays hidden while there is no destination at all: somebody is probably about to add the first. */
export function unroutedWaitMs(random: Random): number {
  return Math.round(5 * minute * (0.75 + random() / 2));
}
