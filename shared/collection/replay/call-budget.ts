import { hour, second } from '../../duration';
import { RelayError } from '../../errors';
import type { CheckpointKey, Checkpoints } from '../checkpoint';
import { afterFault, isDue } from '../health';
import { isClaimed, newCheckpoint } from '../held-checkpoint';
import { afterOwedCalls, callsMade, type OwedCalls, owedLimits } from '../quota';

/**
 * Calls taken at once. Each time the row is written, a run that has just read it loses its claim, so few writes are
 * better; but a call counts from when it was taken, so in a sliding minute as many more may be made than are counted.
 */
const grant = { calls: 6, withinMs: 30 * second };
/** One answer may take a second call. */
export const fewestCalls = 2;
/** What a replay leaves to collection, which may have something to catch up on at the same time. */
const leftOver = { perMinute: 10, perHour: 120 };

/** Calls that may be made until an instant, in milliseconds since the epoch. */
export interface Grant {
  readonly calls: number;
  readonly until: number;
  /** Made in the last minute and hour, by collection too, this grant included. */
  readonly made: { readonly inMinute: number; readonly inHour: number };
}

/** Nothing may be asked before `until`: the calls are used up, the API asked to wait, or collection is at work. */
export interface Pause {
  readonly why: 'quota' | 'parked' | 'busy';
  readonly until: number;
}

/**
 * Takes calls out of the quota for owed work that collection keeps in the target's checkpoint, before they are made; that
 * is all it changes there. A row that a run has claimed is left alone: were it changed between send and save, a page
 * would be repeated. Rejects `storage_failed` and `row_invalid`. `now` in milliseconds since the epoch.
 */
export async function takeCalls(checkpoints: Checkpoints, key: CheckpointKey, now: number): Promise<Grant | Pause> {
  const { checkpoint = newCheckpoint(now), etag } = await checkpoints.load(key);
  const { health, owedCalls } = checkpoint;
  // What suspends a source may be over, and a person asks.
  if (health.state !== 'suspended' && !isDue(health, now)) return { why: 'parked', until: health.notBefore ?? now };
  if (isClaimed(checkpoint, now)) return { why: 'busy', until: now + second };
  const calls = freeCalls(owedCalls, now);
  if (calls < fewestCalls) return { why: 'quota', until: freeAt(owedCalls, now) };
  const taken = afterOwedCalls(owedCalls, calls, now);
  try {
    await checkpoints.save(key, { ...checkpoint, owedCalls: taken }, etag);
  } catch (error) {
    if (error instanceof RelayError && error.code === 'storage_conflict') return { why: 'busy', until: now + second };
    throw error;
  }
  return { calls, until: now + grant.withinMs, made: callsMade(taken, now) };
}

/**
 * What the API told the replay holds for collection too: it is left alone as long as it asked. Best effort, for whoever
 * asks too early is told again.
 */
export async function park(
  checkpoints: Checkpoints,
  key: CheckpointKey,
  throttled: RelayError,
  now: number,
): Promise<void> {
  try {
    const { checkpoint, etag } = await checkpoints.load(key);
    if (!checkpoint || checkpoint.health.state === 'suspended' || isClaimed(checkpoint, now)) return;
    const health = afterFault(checkpoint.health, throttled, now);
    if (!isDue(checkpoint.health, health.notBefore ?? now)) return;
    await checkpoints.save(key, { ...checkpoint, health }, etag);
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
  }
}

function freeCalls(calls: OwedCalls, now: number): number {
  const { inMinute, inHour } = callsMade(calls, now);
  const { perMinute, perHour } = owedLimits;
  return Math.min(grant.calls, perMinute - leftOver.perMinute - inMinute, perHour - leftOver.perHour - inHour);
}

/** If nobody makes a call until then. */
function freeAt(calls: OwedCalls, now: number): number {
  let at = now + second;
  while (freeCalls(calls, at) < fewestCalls && at < now + hour) at += second;
  return at;
}
