import { messageOf, RelayError } from '../errors';
import { type Message, parseMessage } from '../events/message';
import { attempt, withoutSending } from './attempt';
import { type ForwardDeps, type ForwardSummary, nothing } from './contract';
import { decide } from './decide';
import { deliveryOf } from './deliveries/passage';
import type { Finding } from './finding';
import { type Loaded, payloadOf } from './payload';
import { type Owed, owedBy } from './plan';
import { readingOf } from './reading';
import { settle } from './settle';
import { waitForRoute } from './unrouted';

/**
 * Delivers one message of the queue `incidents`, as the trigger hands it over; `queuedMs` is when it was put there, as
 * far as the trigger says. Once resolved the message may be forgotten: with every destination it is delivered, filtered,
 * superseded, rescheduled or dead-lettered. Rejects `storage_failed` (and for bugs) before that is so; the host then
 * hands the message over again, which can send it twice but never loses it.
 */
export async function forwardMessage(deps: ForwardDeps, value: unknown, queuedMs?: number): Promise<ForwardSummary> {
  const message = await readOrKeep(deps, value);
  if (!message) return { ...nothing, dead: 1 };
  const { tenantid } = message.attributes;
  const [all, routed] = await Promise.all([deps.destinations.all(), deps.routing(tenantid)]);
  const owed = owedBy(message, routed, all);
  const load = payloadOf(message, deps.payloads);
  if (owed.length === 0) return waitForRoute(deps, message, load, routed ? 'no destination' : 'no tenant');

  const findings = await attemptAll(deps, message, owed, load, queuedMs);
  // One draw for the whole message: destinations that failed alike come back together, in one copy.
  const draw = deps.random();
  const nowMs = deps.clock.now();
  const { deliveryWindowMs } = deps;
  const decisions = findings.map((finding) =>
    decide(message, finding, { nowMs, random: () => draw, deliveryWindowMs }),
  );
  return settle(deps, message, load, decisions);
}

/** What can't be read would fail the same way every time, so it is kept whole at once instead of poisoned later. */
async function readOrKeep(deps: ForwardDeps, value: unknown): Promise<Message | undefined> {
  try {
    return parseMessage(value);
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    const reason = messageOf(error);
    const letter = { destination: undefined, reason, attempts: 0, attributes: undefined };
    await deps.deadLetters.store({ ...letter, content: textOf(value), kept: 'text' }, deps.clock.now());
    deps.log('error', 'message.unreadable', { reason, code: error.code });
    return undefined;
  }
}

/** The text of a queue message. The trigger has parsed JSON already; of a foreign message that text is all there is. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** To every destination it is owed to, all at once; none can delay or stop another. */
async function attemptAll(
  deps: ForwardDeps,
  message: Message,
  owed: readonly Owed[],
  load: () => Promise<Loaded>,
  queuedMs: number | undefined,
): Promise<readonly Finding[]> {
  const deliveryTo = ({ name }: Owed) => deliveryOf(message, name, {}, queuedMs);
  if (!owed.some(({ configured }) => configured?.state === 'ready')) {
    return owed.map((each) => withoutSending(each, deliveryTo(each)));
  }
  const loaded = await load();
  if ('lost' in loaded) {
    const { lost: reason } = loaded;
    return owed.map((each) => ({ destination: each.name, delivery: deliveryTo(each), found: 'hopeless', reason }));
  }
  const reading = readingOf(loaded.event);
  // One that fails doesn't cut off the others' sends: what they have done would be done again.
  const results = await Promise.allSettled(owed.map((each) => attempt(deps, message, reading, each, queuedMs)));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
