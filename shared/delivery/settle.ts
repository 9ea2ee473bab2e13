import type { RetryAttributes } from '../events/event';
import type { Message } from '../events/message';
import { isoOf } from '../instant';
import { type ForwardDeps, type ForwardSummary, nothing } from './contract';
import type { Decision } from './decide';
import type { Ending } from './deliveries/journal';
import { logDead, logPutAgain, logSettled } from './log';
import { keepable, type Loaded } from './payload';

type PutAgain = Extract<Decision, { kind: 'again' | 'waiting' }>;
type Dead = Extract<Decision, { kind: 'dead' }>;
type Dropped = Extract<Decision, { kind: 'dropped' }>;

export type SettleDeps = Pick<ForwardDeps, 'events' | 'deadLetters' | 'deliveries' | 'clock' | 'log'>;

/**
 * Carries out what was decided. Resolves only when every copy is on its queue and every dead letter stored. What the
 * table `deliveries` says comes last: told before, a crash in between would make the message look settled.
 */
export async function settle(
  deps: SettleDeps,
  message: Message,
  load: () => Promise<Loaded>,
  decisions: readonly Decision[],
): Promise<ForwardSummary> {
  const summary = { ...nothing };
  for (const decision of decisions) {
    summary[countOf(decision)] += 1;
    if (decision.kind === 'settled') logSettled(deps, message, decision);
  }
  const copied = decisions.filter((each): each is PutAgain => each.kind === 'again' || each.kind === 'waiting');
  const dead = decisions.filter((each): each is Dead => each.kind === 'dead');
  const dropped = decisions.filter((each): each is Dropped => each.kind === 'dropped');
  await everyOne([
    ...dropped.map((each) => drop(deps, message, each)),
    ...copiesOf(copied).map((copy) => putCopy(deps, message, copy)),
    ...dead.map((letter) => storeDead(deps, message, load, letter)),
  ]);
  return summary;
}

function countOf(decision: Decision): keyof ForwardSummary {
  if (decision.kind === 'settled') return decision.as;
  return decision.kind === 'dropped' ? 'superseded' : decision.kind;
}

async function drop(deps: SettleDeps, message: Message, decision: Dropped): Promise<void> {
  const { destination, attempts, reason } = decision;
  await record(deps, decision, { state: 'superseded', attempts, reason });
  logSettled(deps, message, { destination, as: 'superseded', reason });
}

interface Copy {
  readonly retry: RetryAttributes;
  readonly hiddenMs: number;
  readonly decisions: readonly PutAgain[];
}

/** One copy for all destinations that are in the same state, so that none is tried earlier or later for another. */
function copiesOf(decisions: readonly PutAgain[]): readonly Copy[] {
  const groups = new Map<string, PutAgain[]>();
  for (const decision of decisions) {
    const key = JSON.stringify([decision.retry, decision.hiddenMs]);
    groups.set(key, [...(groups.get(key) ?? []), decision]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ retry: first.retry, hiddenMs: first.hiddenMs, decisions: group }] : [];
  });
}

async function putCopy(deps: SettleDeps, message: Message, { retry, hiddenMs, decisions }: Copy): Promise<void> {
  const relayowed = decisions.map(({ destination }) => destination).join(',');
  await deps.events.putAgain(message, { ...retry, relayowed }, hiddenMs);
  for (const decision of decisions) logPutAgain(deps, message, decision);
  const attempts = retry.relayattempt ?? 0;
  await everyOne(decisions.map((each) => record(deps, each, { state: 'waiting', attempts, reason: each.reason })));
}

async function storeDead(deps: SettleDeps, message: Message, load: () => Promise<Loaded>, letter: Dead): Promise<void> {
  const loaded = await load();
  const { destination, attempts, firstAttempt, lastAttempt } = letter;
  const alsoLost = 'lost' in loaded && loaded.lost !== letter.reason;
  const reason = alsoLost ? `${letter.reason}. ${loaded.lost}` : letter.reason;
  const known = {
    destination,
    reason,
    attempts,
    ...(firstAttempt && { firstAttempt }),
    ...(lastAttempt && { lastAttempt }),
  };
  await deps.deadLetters.store({ ...known, ...keepable(message, loaded) }, deps.clock.now());
  logDead(deps, message, { destination, reason, attempts });
  await record(deps, letter, { state: 'dead', attempts, reason });
}

async function record(deps: SettleDeps, decision: Decision, ending: Omit<Ending, 'at'>): Promise<void> {
  const { delivery, held } = decision;
  const at = isoOf(deps.clock.now());
  await deps.deliveries.record(delivery.key, delivery.passage, { ...ending, at }, held);
}

/** Waits for all of them, also when one fails: what can be made safe now need not be done again. */
async function everyOne(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
