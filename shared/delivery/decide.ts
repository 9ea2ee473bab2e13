import type { Random } from '../clock';
import { second } from '../duration';
import type { RetryAttributes } from '../events/event';
import { heartbeatType } from '../events/heartbeat-event';
import type { Message } from '../events/message';
import { isoOf } from '../instant';
import type { Held } from './deliveries/deliveries';
import type { Delivery } from './deliveries/passage';
import type { Failed, Finding, Settled } from './finding';
import { afterCircuitMs, busyWaitMs, pausedWaitMs, retryWaitMs } from './schedule';
import { isStaleHeartbeat } from './stale-heartbeat';
import { attemptsOf, kept, stayEnd, waitedMs, windowOf } from './stay';

/** What is done about a finding. `retry` is the state of the copy, without its list of destinations. */
export type Decision = { readonly destination: string; readonly delivery: Delivery; readonly held?: Held } & (
  | { readonly kind: 'settled'; readonly as: Settled; readonly reason?: string }
  | {
      readonly kind: 'again' | 'waiting';
      readonly reason: string;
      readonly retry: RetryAttributes;
      readonly hiddenMs: number;
    }
  /** A heartbeat that nobody needs any more: the next one says more. */
  | { readonly kind: 'dropped'; readonly reason: string; readonly attempts: number }
  | {
      readonly kind: 'dead';
      readonly reason: string;
      readonly attempts: number;
      /** RFC 3339; absent when nothing was ever sent there. */
      readonly firstAttempt?: string;
      readonly lastAttempt?: string;
    }
);

export interface Circumstances {
  readonly nowMs: number;
  readonly random: Random;
  readonly deliveryWindowMs: number;
}

export function decide(message: Message, finding: Finding, circumstances: Circumstances): Decision {
  const { destination, delivery } = finding;
  const held = 'held' in finding ? finding.held : undefined;
  const todo = unlessStale(message, whatToDo(message, finding, circumstances), circumstances.nowMs);
  return { destination, delivery, ...(held && { held }), ...todo };
}

/** No heartbeat is kept in the dead letters, or kept waiting for long: a newer one is on its way, or will be. */
function unlessStale(message: Message, todo: Todo, nowMs: number): Todo {
  if (todo.kind === 'settled' || message.attributes.type !== heartbeatType) return todo;
  if (todo.kind !== 'dead' && !isStaleHeartbeat(message, nowMs)) return todo;
  return { kind: 'dropped', reason: `a heartbeat isn't kept: ${todo.reason}`, attempts: attemptsOf(message) };
}

type Todo<D = Decision> = D extends Decision ? Omit<D, 'destination' | 'delivery' | 'held'> : never;

function whatToDo(message: Message, finding: Finding, circumstances: Circumstances): Todo {
  switch (finding.found) {
    case 'settled':
      return { kind: 'settled', as: finding.as, ...(finding.reason && { reason: finding.reason }) };
    case 'failed':
      if (finding.outcome.kind === 'rejected') return dead(message, finding.outcome.reason, circumstances.nowMs);
      return tryAgain(message, finding, circumstances);
    case 'paused':
      return wait(message, finding.reason, circumstances);
    case 'unreachable':
      return waitForCircuit(message, finding.reason, finding.untilMs, circumstances);
    case 'busy':
      return waitForOther(message, circumstances);
    case 'hopeless':
      return dead(message, finding.reason);
  }
}

function tryAgain(
  message: Message,
  { outcome, openUntilMs }: { outcome: Failed; openUntilMs?: number },
  circumstances: Circumstances,
): Todo {
  const { nowMs, random, deliveryWindowMs } = circumstances;
  const { reason } = outcome;
  const attempts = attemptsOf(message) + 1;
  const { firstAttempt, end, why } = windowOf(message, nowMs, deliveryWindowMs);
  if (nowMs >= end) return dead(message, `${why}; the last attempt: ${reason}`, nowMs);
  const asked = outcome.kind === 'retry' ? outcome.afterMs : undefined;
  // What fails because the destination is down comes back when it is up, whatever its own schedule would say.
  const waitMs =
    openUntilMs === undefined ? retryWaitMs(attempts, random, asked) : afterCircuitMs(openUntilMs - nowMs, random);
  // The last attempt is made when the window ends, not before.
  const hiddenMs = Math.max(second, Math.min(waitMs, end - nowMs));
  const retry = { ...kept(message, nowMs), relayattempt: attempts, relayfirstattempt: firstAttempt };
  return { kind: 'again', reason, retry, hiddenMs };
}

/**
 * Waiting makes no attempt and doesn't use up the window: with the first attempt forgotten, the window begins anew
 * when the destination is back. Nobody knows how long a message really lay hidden, so it can't be moved along exactly.
 */
function wait(message: Message, reason: string, { nowMs, random }: Circumstances): Todo {
  if (nowMs >= stayEnd(message, nowMs)) return dead(message, `waited for 20 days: ${reason}`);
  const hiddenMs = pausedWaitMs(waitedMs(message, nowMs), random);
  return { kind: 'waiting', reason, retry: kept(message, nowMs), hiddenMs };
}

/** Nobody paused it, so the window runs, from now on at the latest. No attempt is counted: none was made. */
function waitForCircuit(message: Message, reason: string, untilMs: number, circumstances: Circumstances): Todo {
  const { nowMs, random, deliveryWindowMs } = circumstances;
  const { firstAttempt, end, why } = windowOf(message, nowMs, deliveryWindowMs);
  if (nowMs >= end) return dead(message, `${why}; ${reason}`);
  const hiddenMs = Math.max(second, Math.min(afterCircuitMs(untilMs - nowMs, random), end - nowMs));
  return { kind: 'waiting', reason, retry: { ...kept(message, nowMs), relayfirstattempt: firstAttempt }, hiddenMs };
}

/** The other send is over within seconds, however it ends; the window goes on as it was. */
function waitForOther(message: Message, { nowMs, random }: Circumstances): Todo {
  const { relayfirstattempt } = message.retry;
  const reason = 'another version of it is being sent just now';
  if (nowMs >= stayEnd(message, nowMs)) return dead(message, `waited for 20 days: ${reason}`);
  const retry = { ...kept(message, nowMs), ...(relayfirstattempt && { relayfirstattempt }) };
  return { kind: 'waiting', reason, retry, hiddenMs: busyWaitMs(random) };
}

function dead(message: Message, reason: string, attemptedMs?: number): Todo {
  const { relayfirstattempt } = message.retry;
  if (attemptedMs === undefined) {
    const attempts = attemptsOf(message);
    return { kind: 'dead', reason, attempts, ...(relayfirstattempt && { firstAttempt: relayfirstattempt }) };
  }
  const lastAttempt = isoOf(attemptedMs);
  const firstAttempt = relayfirstattempt ?? lastAttempt;
  return { kind: 'dead', reason, attempts: attemptsOf(message) + 1, firstAttempt, lastAttempt };
}
