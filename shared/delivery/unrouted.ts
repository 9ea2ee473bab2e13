import type { Message } from '../events/message';
import { type ForwardDeps, type ForwardSummary, nothing } from './contract';
import { placeOf } from './log';
import { keepable, type Loaded } from './payload';
import { unroutedWaitMs } from './schedule';
import { kept, stayEnd } from './stay';

const advice = 'no destination is configured: add a row to the table destinations';

/**
 * An event for which there is no destination at all waits for the first one; it names none in `relayowed`, so that
 * it will go to whatever is there by then. No attempt is counted.
 */
export async function waitForFirstDestination(
  deps: Pick<ForwardDeps, 'events' | 'deadLetters' | 'clock' | 'random' | 'log'>,
  message: Message,
  load: () => Promise<Loaded>,
): Promise<ForwardSummary> {
  const nowMs = deps.clock.now();
  if (nowMs >= stayEnd(message, nowMs)) {
    const reason = `waited for 20 days: ${advice}`;
    const letter = { destination: undefined, reason, attempts: message.retry.relayattempt ?? 0 };
    await deps.deadLetters.store({ ...letter, ...keepable(message, await load()) }, nowMs);
    deps.log('error', 'delivery.dead-lettered', { ...placeOf(message), reason });
    return { ...nothing, dead: 1 };
  }
  const hiddenMs = unroutedWaitMs(deps.random);
  await deps.events.putAgain(message, kept(message, nowMs), hiddenMs);
  deps.log('warn', 'delivery.waiting', { ...placeOf(message), reason: advice, nextInMs: hiddenMs });
  return { ...nothing, waiting: 1 };
}
