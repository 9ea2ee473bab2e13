import type { Destination, Outcome } from '../destinations/destination';
import { unwanted } from '../destinations/filter';
import { RelayError } from '../errors';
import { isRecordKind } from '../events/kinds';
import type { Message } from '../events/message';
import { isoOf } from '../instant';
import { changesSince } from './changes';
import type { ForwardDeps } from './contract';
import type { Held } from './deliveries/deliveries';
import { type Delivery, deliveryOf } from './deliveries/passage';
import type { Digest } from './digest';
import type { Finding } from './finding';
import type { Owed } from './plan';
import type { Reading } from './reading';

type Deps = Pick<ForwardDeps, 'deliveries' | 'guard' | 'clock'>;
type Ready = Extract<NonNullable<Owed['configured']>, { state: 'ready' }>;

/** One message for one destination. */
interface Attempt {
  readonly destination: string;
  readonly delivery: Delivery;
  readonly ready: Ready;
  readonly reading: Reading;
  readonly attempts: number;
}

/** Sends the event to one destination, unless something speaks against it. Rejects `storage_failed`. */
export async function attempt(
  deps: Deps,
  message: Message,
  reading: Reading,
  owed: Owed,
  queuedMs?: number,
): Promise<Finding> {
  const delivery = deliveryOf(message, owed.name, reading.digest, queuedMs);
  const { configured } = owed;
  if (configured?.state !== 'ready') return withoutSending(owed, delivery);
  const attempts = message.retry.relayattempt ?? 0;
  const work = { destination: owed.name, delivery, ready: configured, reading, attempts };

  const reason = unwanted(configured.filter, reading.view);
  if (reason) return filterOut(deps, work, reason);
  const claimed = await deps.deliveries.claim(delivery.key, delivery.passage, deps.clock.now());
  if (claimed.kind === 'busy') return { destination: owed.name, delivery, found: 'busy' };
  if (claimed.kind !== 'held') return { destination: owed.name, delivery, found: 'settled', as: claimed.kind };
  // Only now: what wouldn't be sent anyway must not use up the probe of a destination that doesn't answer.
  const admission = await deps.guard.admit(configured);
  if (admission.kind === 'send') return send(deps, work, claimed.held, claimed.last);
  const { reason: why, untilMs } = admission;
  return { destination: owed.name, delivery, found: 'unreachable', reason: why, untilMs, held: claimed.held };
}

/** What can be said of a destination that nothing can be sent to now. */
export function withoutSending({ name, configured, gone }: Owed, delivery: Delivery): Finding {
  if (!configured) return { destination: name, delivery, found: 'hopeless', reason: gone };
  const reason = configured.state === 'ready' ? 'no attempt was made' : configured.reason;
  return { destination: name, delivery, found: 'paused', reason };
}

async function filterOut({ deliveries, clock }: Deps, work: Attempt, reason: string): Promise<Finding> {
  const { destination, delivery, attempts } = work;
  const ending = { state: 'filtered', attempts, at: isoOf(clock.now()), reason } as const;
  await deliveries.record(delivery.key, delivery.passage, ending);
  return { destination, delivery, found: 'settled', as: 'filtered', reason };
}

async function send(deps: Deps, work: Attempt, held: Held, last: Digest | undefined): Promise<Finding> {
  const { destination, delivery, ready, reading, attempts } = work;
  const { event, digest } = reading;
  // Heartbeats and test events have no version before them that could be told apart.
  const changes = isRecordKind(delivery.key.kind) ? changesSince(last, digest) : undefined;
  const attributes = { ...event.attributes, ...(changes !== undefined && { changes }) };
  const outcome = await outcomeOf(ready.destination, { ...event, attributes });
  if (outcome.kind === 'delivered') {
    // At once, before anything else can fail: what was sent and isn't recorded is sent again.
    const ending = {
      state: 'delivered',
      attempts: attempts + 1,
      at: isoOf(deps.clock.now()),
      digest,
      ...(changes !== undefined && { changes }),
    } as const;
    await deps.deliveries.record(delivery.key, delivery.passage, ending, held);
  }
  const concerns = await deps.guard.learn(ready, event.attributes.id, outcome);
  if (outcome.kind === 'delivered') return { destination, delivery, found: 'settled', as: 'delivered' };
  if (concerns === 'paused') return { destination, delivery, found: 'paused', reason: outcome.reason, held };
  const openUntilMs = concerns === 'event' ? undefined : concerns.openUntilMs;
  return { destination, delivery, found: 'failed', outcome, held, ...(openUntilMs !== undefined && { openUntilMs }) };
}

/**
 * A destination throws only for a bug. Rethrowing would send the event again to those that have it already, so the
 * bug is an ordinary failure of this one: tried again, and in the end in the dead letters with its name.
 */
async function outcomeOf(destination: Destination, event: Reading['event']): Promise<Outcome> {
  try {
    return await destination.send(event);
  } catch (error) {
    return { kind: 'retry', reason: `a bug in the relay, please report it: ${describeBug(error)}` };
  }
}

/** A foreign error's message may quote the payload (those of JSON.parse do), so only its name and place are told. */
function describeBug(error: unknown): string {
  if (error instanceof RelayError) return error.message;
  if (!(error instanceof Error)) return 'something other than an error was thrown';
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name} ${place?.trim().replace(/[^\s(]*[\\/]/, '') ?? ''}`.trim();
}
