import { day } from '../duration';
import type { RetryAttributes } from '../events/event';
import type { Message } from '../events/message';
import { isoOf, msOf } from '../instant';

/** No message is put again for longer than this: its payload's blob may be removed after 30 days. */
export const longestStayMs = 20 * day;

export interface DeliveryWindow {
  /** RFC 3339: when it began, or begins now. */
  readonly firstAttempt: string;
  /** Milliseconds since the epoch. */
  readonly end: number;
  /** Why it ends then, for the reason of a dead letter. */
  readonly why: string;
}

/** Until when a failing delivery is tried, in milliseconds since the epoch, and why not longer. */
export function windowOf(message: Message, nowMs: number, deliveryWindowMs: number): DeliveryWindow {
  const firstAttempt = message.retry.relayfirstattempt ?? isoOf(nowMs);
  const windowEnd = (msOf(firstAttempt) ?? nowMs) + deliveryWindowMs;
  const end = Math.min(windowEnd, stayEnd(message, nowMs));
  return { firstAttempt, end, why: windowEnd <= nowMs ? 'DELIVERY_WINDOW is over' : 'it was kept for 20 days' };
}

/** What every copy keeps, however it comes to be put again. */
export function kept(message: Message, nowMs: number): RetryAttributes {
  const { relayattempt, relaybypass } = message.retry;
  return {
    ...(relayattempt !== undefined && { relayattempt }),
    ...(relaybypass && { relaybypass }),
    relaysince: sinceOf(message, nowMs),
  };
}

/** Milliseconds since the epoch at which even waiting ends. */
export function stayEnd(message: Message, nowMs: number): number {
  return (msOf(sinceOf(message, nowMs)) ?? nowMs) + longestStayMs;
}

/** How long it has been put again and again, in milliseconds. */
export function waitedMs(message: Message, nowMs: number): number {
  return nowMs - (msOf(sinceOf(message, nowMs)) ?? nowMs);
}

/** Not `collectedat`: that is by the API's clock, which may be far from ours. */
function sinceOf({ retry }: Message, nowMs: number): string {
  return retry.relaysince ?? isoOf(nowMs);
}

/** Attempts already made. */
export function attemptsOf({ retry }: Message): number {
  return retry.relayattempt ?? 0;
}
