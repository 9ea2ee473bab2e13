import type { Random } from '../clock';
import type { Outcome } from '../destinations/destination';
import { day, second } from '../duration';
import type { RetryAttributes } from '../events/event';
import type { Message } from '../events/message';
import { isoOf, msOf } from './instants';
import { pausedWaitMs, retryWaitMs } from './schedule';

/** No message is put again for longer than this: its payload's blob may be removed after 30 days. */
export const longestStayMs = 20 * day;

/** Where one message stands with one destination; what `attempt.ts` found. */
export type Finding =
  | { readonly destination: string; readonly outcome: Outcome }
  /** Nothing was sent: the destination is paused, or its row is malformed. */
  | { readonly destination: string; readonly waits: string }
  /** Nothing can ever be sent: there is no such destination, or the payload is lost. */
  | { readonly destination: string; readonly hopeless: string };

/** What is done about it. `retry` is the state of the copy, without its list of destinations. */
export type Decision =
  | { readonly kind: 'delivered'; readonly destination: string }
  | {
      readonly kind: 'again' | 'waiting';
      readonly destination: string;
      readonly reason: string;
      /** A person has to change a setting before it can work. */
      readonly misconfigured: boolean;
      readonly retry: RetryAttributes;
      readonly hiddenMs: number;
    }
  | {
      readonly kind: 'dead';
      readonly destination: string;
      readonly reason: string;
      readonly attempts: number;
      /** RFC 3339; absent when nothing was ever sent there. */
      readonly firstAttempt?: string;
      readonly lastAttempt?: string;
    };

export interface Circumstances {
  readonly nowMs: number;
  readonly random: Random;
  readonly deliveryWindowMs: number;
}

export function decide(message: Message, finding: Finding, circumstances: Circumstances): Decision {
  if ('hopeless' in finding) return dead(message, finding.destination, finding.hopeless);
  if ('waits' in finding) return wait(message, finding.destination, finding.waits, circumstances);
  const { destination, outcome } = finding;
  if (outcome.kind === 'delivered') return { kind: 'delivered', destination };
  if (outcome.kind === 'rejected') return dead(message, destination, outcome.reason, circumstances.nowMs);
  return tryAgain(message, destination, outcome, circumstances);
}

type Failed = Extract<Outcome, { kind: 'retry' | 'misconfigured' }>;

function tryAgain(message: Message, destination: string, outcome: Failed, circumstances: Circumstances): Decision {
  const { nowMs, random, deliveryWindowMs } = circumstances;
  const { reason } = outcome;
  const attempts = attemptsOf(message) + 1;
  const firstAttempt = message.retry.relayfirstattempt ?? isoOf(nowMs);
  const windowEnd = (msOf(firstAttempt) ?? nowMs) + deliveryWindowMs;
  const end = Math.min(windowEnd, stayEnd(message, nowMs));
  if (nowMs >= end) {
    const why = windowEnd <= nowMs ? 'DELIVERY_WINDOW is over' : 'it was kept for 20 days';
    return dead(message, destination, `${why}; the last attempt: ${reason}`, nowMs);
  }
  const asked = outcome.kind === 'retry' ? outcome.afterMs : undefined;
  // The last attempt is made when the window ends, not before.
  const hiddenMs = Math.max(second, Math.min(retryWaitMs(attempts, random, asked), end - nowMs));
  const retry = { relayattempt: attempts, relayfirstattempt: firstAttempt, relaysince: sinceOf(message, nowMs) };
  return { kind: 'again', destination, reason, misconfigured: outcome.kind === 'misconfigured', retry, hiddenMs };
}

/**
 * Waiting makes no attempt and doesn't use up the window: with the first attempt forgotten, the window begins anew
 * when the destination is back. Nobody knows how long a message really lay hidden, so it can't be moved along exactly.
 */
function wait(message: Message, destination: string, reason: string, circumstances: Circumstances): Decision {
  const { nowMs, random } = circumstances;
  if (nowMs >= stayEnd(message, nowMs)) return dead(message, destination, `waited for 20 days: ${reason}`);
  const { relayattempt } = message.retry;
  const retry = { ...(relayattempt !== undefined && { relayattempt }), relaysince: sinceOf(message, nowMs) };
  return { kind: 'waiting', destination, reason, misconfigured: false, retry, hiddenMs: pausedWaitMs(random) };
}

function dead(message: Message, destination: string, reason: string, attemptedMs?: number): Decision {
  const { relayfirstattempt } = message.retry;
  if (attemptedMs === undefined) {
    const attempts = attemptsOf(message);
    return {
      kind: 'dead',
      destination,
      reason,
      attempts,
      ...(relayfirstattempt && { firstAttempt: relayfirstattempt }),
    };
  }
  const lastAttempt = isoOf(attemptedMs);
  const firstAttempt = relayfirstattempt ?? lastAttempt;
  return { kind: 'dead', destination, reason, attempts: attemptsOf(message) + 1, firstAttempt, lastAttempt };
}

/** Milliseconds since the epoch at which even waiting ends. */
export function stayEnd(message: Message, nowMs: number): number {
  return (msOf(sinceOf(message, nowMs)) ?? nowMs) + longestStayMs;
}

/** Not `collectedat`: that is by the API's clock, which may be far from ours. */
export function sinceOf({ retry }: Message, nowMs: number): string {
  return retry.relaysince ?? isoOf(nowMs);
}

function attemptsOf({ retry }: Message): number {
  return retry.relayattempt ?? 0;
}
