import type { Random } from '../clock';
import type { ConfiguredDestination } from '../destinations/row';
import { type Message, readMessage } from '../events/message';
import { listOf } from '../storage/cells';
import { afterCircuitMs, pausedWaitMs } from './schedule';
import { isStaleHeartbeat } from './stale-heartbeat';
import { stayEnd, waitedMs, windowOf } from './stay';

export interface HoldBackRules {
  readonly destinations: readonly ConfiguredDestination[];
  readonly nowMs: number;
  readonly random: Random;
  readonly deliveryWindowMs: number;
}

/**
 * How much longer a message of `incidents-retry` stays hidden because no destination it is owed to takes anything now;
 * undefined when `forward` has to look at it: one of them may take it, its time is over, or it can't be read.
 */
export function holdBackMs(text: string, rules: HoldBackRules): number | undefined {
  const message = readMessage(text);
  if (!message || rules.nowMs >= stayEnd(message, rules.nowMs) || isStaleHeartbeat(message, rules.nowMs))
    return undefined;
  const waits = listOf(message.retry.relayowed ?? '').map((name) => waitFor(name, message, rules));
  if (waits.length === 0 || waits.includes(undefined)) return undefined;
  // The first of them to come back decides; whoever isn't back by then has its copy put again by `forward`.
  return Math.min(...waits.map((wait) => wait ?? 0));
}

function waitFor(name: string, message: Message, rules: HoldBackRules): number | undefined {
  const { destinations, nowMs, random, deliveryWindowMs } = rules;
  const destination = destinations.find((each) => each.name === name);
  if (!destination) return undefined;
  if (destination.state !== 'ready') {
    // The window doesn't run in a pause: `forward` puts a copy that has forgotten its first attempt.
    if (message.retry.relayfirstattempt !== undefined) return undefined;
    return pausedWaitMs(waitedMs(message, nowMs), random);
  }
  const untilMs = destination.circuit?.untilMs ?? nowMs;
  if (untilMs <= nowMs || windowOf(message, nowMs, deliveryWindowMs).end <= nowMs) return undefined;
  return afterCircuitMs(untilMs - nowMs, random);
}
