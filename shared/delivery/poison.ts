import { RelayError } from '../errors';
import { type Message, parseMessage } from '../events/message';
import { listOf } from '../storage/cells';
import type { ForwardDeps } from './contract';
import type { DeadLetter } from './dead-letters';
import { textOf } from './forward';
import { placeOf } from './log';
import { keepable, payloadOf } from './payload';

const reason = 'forwarding it failed five times with an unexpected error; the log of function forward says which';

/**
 * Stores a message of `incidents-poison` whole in the dead letters: the host drops poison after seven days. Under each
 * destination it is still owed to, or under none when it names none. Once resolved the message may be forgotten.
 * Rejects `storage_failed`.
 */
export async function storePoison(
  deps: Pick<ForwardDeps, 'deadLetters' | 'payloads' | 'clock' | 'log'>,
  value: unknown,
): Promise<void> {
  const message = readable(value);
  const kept = message
    ? keepable(message, await payloadOf(message, deps.payloads)())
    : ({ attributes: undefined, content: textOf(value), kept: 'text' } as const);
  for (const letter of lettersOf(message)) {
    await deps.deadLetters.store({ ...letter, ...kept }, deps.clock.now());
    const place = message ? placeOf(message, letter.destination) : {};
    deps.log('error', 'poison.stored', { ...place, reason });
  }
}

function lettersOf(message: Message | undefined): readonly Omit<DeadLetter, 'attributes' | 'content' | 'kept'>[] {
  const { relayowed = '', relayattempt = 0, relayfirstattempt } = message?.retry ?? {};
  const owed = listOf(relayowed);
  const destinations = owed.length > 0 ? owed : [undefined];
  return destinations.map((destination) => ({
    destination,
    reason,
    attempts: relayattempt,
    ...(relayfirstattempt && { firstAttempt: relayfirstattempt }),
  }));
}

/** Undefined for what isn't an event of the relay; whatever it is, it is kept. */
function readable(value: unknown): Message | undefined {
  try {
    return parseMessage(value);
  } catch (error) {
    if (error instanceof RelayError) return undefined;
    throw error;
  }
}
