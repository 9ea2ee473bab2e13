import { RelayError } from '../errors';
import { type Message, readMessage } from '../events/message';
import { isoOf } from '../instant';
import type { ForwardDeps } from './contract';
import type { DeadLetter } from './dead-letters';
import { emptyRow } from './deliveries/delivery-row';
import { hasEnded } from './deliveries/journal';
import { type Delivery, deliveryOf } from './deliveries/passage';
import { textOf } from './forward';
import { placeOf } from './log';
import { keepable, payloadOf } from './payload';
import { owedBy } from './plan';

const reason = 'forwarding it failed five times with an unexpected error; the log of function forward says which';

type Deps = Pick<ForwardDeps, 'deadLetters' | 'deliveries' | 'destinations' | 'routing' | 'payloads' | 'clock' | 'log'>;

/**
 * Stores a message of `incidents-poison` whole in the dead letters: the host drops poison after seven days. Under each
 * destination that it is owed to and hasn't reached, or under none when there is none. Once resolved the message may be
 * forgotten. Rejects `storage_failed`.
 */
export async function storePoison(deps: Deps, value: unknown): Promise<void> {
  const message = readMessage(value);
  if (!message) {
    const content = textOf(value);
    await deps.deadLetters.store(
      { ...letterOf(undefined), attributes: undefined, content, kept: 'text' },
      deps.clock.now(),
    );
    deps.log('error', 'poison.stored', { reason });
    return;
  }
  const kept = keepable(message, await payloadOf(message, deps.payloads)());
  for (const delivery of await unreachedBy(deps, message)) {
    const letter = letterOf(message, delivery?.key.destination);
    await deps.deadLetters.store({ ...letter, ...kept }, deps.clock.now());
    deps.log('error', 'poison.stored', { ...placeOf(message, delivery?.key.destination), reason });
    if (delivery) await noteDead(deps, delivery, letter.attempts);
  }
}

function letterOf(
  message: Message | undefined,
  destination?: string,
): Omit<DeadLetter, 'attributes' | 'content' | 'kept'> {
  const { relayattempt = 0, relayfirstattempt } = message?.retry ?? {};
  return { destination, reason, attempts: relayattempt, ...(relayfirstattempt && { firstAttempt: relayfirstattempt }) };
}

/**
 * The destinations that the message is owed to and where it hasn't ended; `undefined` stands for none at all. What made
 * it poison may be what is read here: then it is kept under none rather than not at all.
 */
async function unreachedBy(deps: Deps, message: Message): Promise<readonly (Delivery | undefined)[]> {
  try {
    const [all, routed] = await Promise.all([deps.destinations.all(), deps.routing(message.attributes.tenantid)]);
    const deliveries = owedBy(message, routed, all).map(({ name }) => deliveryOf(message, name));
    if (deliveries.length === 0) return [undefined];
    const rows = await Promise.all(deliveries.map(({ key }) => deps.deliveries.read(key)));
    return deliveries.filter(({ passage }, index) => !hasEnded(rows[index] ?? emptyRow, passage.version));
  } catch (error) {
    if (error instanceof RelayError) return [undefined];
    throw error;
  }
}

async function noteDead({ deliveries, clock }: Deps, { key, passage }: Delivery, attempts: number): Promise<void> {
  await deliveries.record(key, passage, { state: 'dead', attempts, at: isoOf(clock.now()), reason });
}
