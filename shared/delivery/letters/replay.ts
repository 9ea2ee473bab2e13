import type { Clock } from '../../clock';
import { second } from '../../duration';
import { RelayError } from '../../errors';
import type { EventQueue } from '../../events/event-queue';
import { isoOf } from '../../instant';
import type { Deliveries } from '../deliveries/deliveries';
import type { DeliveryRow } from '../deliveries/delivery-row';
import { outcomeOf } from '../deliveries/journal';
import { type Delivery, deliveryOf } from '../deliveries/passage';
import { isOlder } from '../deliveries/version';
import { readingOf } from '../reading';
import type { Letter } from './letter';
import type { Letters } from './letters';
import type { Refusal } from './refusal';
import { type Reread, type RereadDeps, rereadLetter, travelling } from './reread';

/**
 * How long the copy stays hidden. Were it forwarded before the table `deliveries` knows that its version is on its way
 * again, it would be dropped as a repeat of one that is dead.
 */
const headStartMs = 10 * second;

export interface ReplayDeps extends RereadDeps {
  readonly letters: Pick<Letters, 'content' | 'remove'>;
  readonly events: Pick<EventQueue, 'putAgain'>;
  readonly deliveries: Pick<Deliveries, 'read' | 'revive'>;
  readonly clock: Clock;
}

export interface ReplayOrder {
  /** Names of the destinations that are configured. */
  readonly names: readonly string[];
  /** Another destination than the letter's own. */
  readonly to?: string;
  /** Send it also where the destination has it, or a newer version, already. */
  readonly force: boolean;
  /** Only find out whether it could be sent. */
  readonly dryRun: boolean;
}

/** It is on its way, or would be. */
export interface Replayed {
  readonly to: string;
  /** It goes out whatever the destination has. */
  readonly bypass: boolean;
  /** Why its letter is there still. */
  readonly kept?: 'slow' | 'stored-anew';
}

/**
 * Puts the event of a dead letter on its way again, with fresh retry state. First on the queue, then into the table
 * `deliveries`, and only then is the letter removed: a crash in between may repeat the event, never lose it. Rejects
 * `storage_failed`.
 */
export async function replayLetter(deps: ReplayDeps, letter: Letter, order: ReplayOrder): Promise<Replayed | Refusal> {
  const to = order.to ?? letter.destination;
  if (to === undefined) return { why: 'no-destination' };
  if (!order.names.includes(to)) return { why: 'destination-gone', destination: to };
  const reread = await rereadLetter(deps, letter);
  if ('why' in reread) return reread;
  const delivery = deliveryOf(reread.message, to, readingOf(reread.event).digest);
  const objection = objectionTo(delivery, await deps.deliveries.read(delivery.key));
  if (objection && !order.force) return objection;
  const sent = { to, bypass: objection !== undefined };
  if (order.dryRun) return sent;
  return putOnItsWay(deps, letter, reread, delivery, sent);
}

async function putOnItsWay(
  { letters, payloads, events, deliveries, clock }: ReplayDeps,
  letter: Letter,
  reread: Reread,
  { key, passage }: Delivery,
  sent: Replayed,
): Promise<Replayed | Refusal> {
  const message = await travelling(reread, payloads);
  const attributes = { ...message.attributes, replay: true as const };
  const retry = { relayowed: key.destination, ...(sent.bypass && { relaybypass: true as const }) };
  const before = clock.now();
  try {
    await events.putAgain({ ...message, attributes }, retry, headStartMs);
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== 'record_too_large') throw error;
    return { why: 'too-large', reason: error.message };
  }
  await deliveries.revive(key, passage.version, isoOf(clock.now()), letter.destination === key.destination);
  if (clock.now() - before >= headStartMs) return { ...sent, kept: 'slow' };
  try {
    await letters.remove(letter);
    return sent;
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== 'storage_conflict') throw error;
    return { ...sent, kept: 'stored-anew' };
  }
}

/** What speaks against sending it: the destination is done with this version. */
function objectionTo({ passage: { version } }: Delivery, row: DeliveryRow): Refusal | undefined {
  const { received } = row;
  if (received && isOlder(version, received.version)) {
    const at = outcomeOf(row, received.version)?.at;
    return { why: 'newer-delivered', newer: received.version, ...(at && { at }) };
  }
  if (received?.version.id === version.id) {
    const at = outcomeOf(row, version)?.at;
    return { why: 'ended', as: 'delivered', ...(at && { at }) };
  }
  const outcome = outcomeOf(row, version);
  if (!outcome || outcome.state === 'dead' || outcome.state === 'waiting') return undefined;
  const { state, at, reason } = outcome;
  return { why: 'ended', as: state, at, ...(reason && { reason }) };
}
