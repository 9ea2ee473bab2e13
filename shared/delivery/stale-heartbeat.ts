import { hour } from '../duration';
import { heartbeatType } from '../events/heartbeat-event';
import type { Message } from '../events/message';
import { msOf } from '../instant';

/** A newer one was due an hour ago. */
const staleAfterMs = 2 * hour;

/** Whether it is a heartbeat that says no more than what was true hours ago. By the relay's clock, which dated it. */
export function isStaleHeartbeat({ attributes: { type, collectedat } }: Message, nowMs: number): boolean {
  return type === heartbeatType && nowMs - (msOf(collectedat) ?? 0) >= staleAfterMs;
}
