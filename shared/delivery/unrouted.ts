import type { Message } from '../events/message';
import { type ForwardDeps, type ForwardSummary, nothing } from './contract';
import { placeOf } from './log';
import { keepable, type Loaded } from './payload';
import { unroutedWaitMs } from './schedule';
import { kept, stayEnd } from './stay';

const advice = {
  'no destination': 'no destination is configured: add a row to the table destinations',
  'no tenant':
    "the tenant's row in the table tenants is gone or malformed, so nobody knows which destinations may have its events: see relay tenants list",
} as const;

/**
 * An event waits while there is no destination at all, or no readable row of its tenant; it names none in `relayowed`, so
 * that it will go to whoever is meant by then. No attempt is counted.
 */
export async function waitForRoute(
  deps: Pick<ForwardDeps, 'events' | 'deadLetters' | 'clock' | 'random' | 'log'>,
  message: Message,
  load: () => Promise<Loaded>,
  missing: keyof typeof advice,
): Promise<ForwardSummary> {
  const nowMs = deps.clock.now();
  if (nowMs >= stayEnd(message, nowMs)) {
    const reason = `waited for 20 days: ${advice[missing]}`;
    const letter = { destination: undefined, reason, attempts: message.retry.relayattempt ?? 0 };
    await deps.deadLetters.store({ ...letter, ...keepable(message, await load()) }, nowMs);
    deps.log('error', 'delivery.dead-lettered', { ...placeOf(message), reason });
    return { ...nothing, dead: 1 };
  }
  const hiddenMs = unroutedWaitMs(deps.random);
  await deps.events.putAgain(message, kept(message, nowMs), hiddenMs);
  deps.log('warn', 'delivery.waiting', { ...placeOf(message), reason: advice[missing], nextInMs: hiddenMs });
  return { ...nothing, waiting: 1 };
}
