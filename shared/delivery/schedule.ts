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

/** How long a message waits before it is looked at again while its destinations are paused or malformed. */
export function pausedWaitMs(random: Random): number {
  return Math.round(15 * minute * (0.75 + random() / 2));
}

/** The same while there is no destination at all: shorter, because somebody is probably about to add the first. */
export function unroutedWaitMs(random: Random): number {
  return Math.round(5 * minute * (0.75 + random() / 2));
}
