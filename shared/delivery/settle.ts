import type { RetryAttributes } from '../events/event';
import type { Message } from '../events/message';
import type { ForwardDeps, ForwardSummary } from './contract';
import type { Decision } from './decide';
import { logDead, logDelivered, logPutAgain } from './log';
import { keepable, type Loaded } from './payload';

type PutAgain = Extract<Decision, { kind: 'again' | 'waiting' }>;
type Dead = Extract<Decision, { kind: 'dead' }>;

export type SettleDeps = Pick<ForwardDeps, 'events' | 'deadLetters' | 'clock' | 'log'>;

/** Carries out what was decided. Resolves only when every copy is on its queue and every dead letter stored. */
export async function settle(
  deps: SettleDeps,
  message: Message,
  load: () => Promise<Loaded>,
  decisions: readonly Decision[],
): Promise<ForwardSummary> {
  const of = <K extends Decision['kind']>(...kinds: readonly K[]) =>
    decisions.filter((each): each is Extract<Decision, { kind: K }> => kinds.some((kind) => kind === each.kind));
  const [delivered, copied, dead] = [of('delivered'), of('again', 'waiting'), of('dead')];
  for (const { destination } of delivered) logDelivered(deps, message, destination);
  await everyOne([
    ...copiesOf(copied).map(({ retry, hiddenMs }) => deps.events.putAgain(message, retry, hiddenMs)),
    ...dead.map((letter) => storeDead(deps, message, load, letter)),
  ]);
  for (const each of copied) logPutAgain(deps, message, each);
  return {
    delivered: delivered.length,
    again: of('again').length,
    waiting: of('waiting').length,
    dead: dead.length,
  };
}

/** One copy for all destinations that are in the same state, so that none is tried earlier or later for another. */
function copiesOf(decisions: readonly PutAgain[]): readonly { retry: RetryAttributes; hiddenMs: number }[] {
  const groups = new Map<string, { retry: RetryAttributes; hiddenMs: number; names: string[] }>();
  for (const { destination, retry, hiddenMs } of decisions) {
    const key = JSON.stringify([retry, hiddenMs]);
    const group = groups.get(key) ?? { retry, hiddenMs, names: [] };
    group.names.push(destination);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ retry, hiddenMs, names }) => {
    return { retry: { ...retry, relayowed: names.join(',') }, hiddenMs };
  });
}

async function storeDead(deps: SettleDeps, message: Message, load: () => Promise<Loaded>, letter: Dead): Promise<void> {
  const loaded = await load();
  const { kind: _kind, ...known } = letter;
  const alsoLost = 'lost' in loaded && loaded.lost !== letter.reason;
  const reason = alsoLost ? `${letter.reason}. ${loaded.lost}` : letter.reason;
  await deps.deadLetters.store({ ...known, reason, ...keepable(message, loaded) }, deps.clock.now());
  logDead(deps, message, { ...letter, reason });
}

/** Waits for all of them, also when one fails: what can be made safe now need not be done again. */
async function everyOne(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
