import type { Clock } from '../clock';
import { day } from '../duration';
import { RelayError } from '../errors';
import { ticksOfMs } from '../instant';
import type { Checkpoints } from './checkpoint';
import { afterFault } from './health';
import { HeldCheckpoint } from './held-checkpoint';
import type { Tuning } from './progress';
import { type Answer, type PageReader, readPage } from './read-page';
import { eventsOf, type PageSender, sendPage } from './send-page';
import { afterAnswer, type Lanes, nextRead, type Read, type Stage, unseenOf } from './steps';
import { placeOf, type Target } from './target';

export interface TargetCollector extends PageReader, PageSender {
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  /** Names this process in claims, for who reads the row. */
  readonly owner: string;
  readonly overlapMs: number;
}

export interface Slice {
  /** Requests at most. */
  readonly calls: number;
  readonly lanes: Lanes;
  /** Milliseconds since the epoch; no request starts after it. */
  readonly deadline: number;
  readonly stage: Stage;
}

/** How a slice of work on one target ended. */
export interface SliceResult {
  /** `more`: work is left; `done`: nothing to ask now; `waiting`: parked, or in another's hands; `failed`: see `fault`. */
  readonly end: 'more' | 'done' | 'waiting' | 'failed';
  readonly stage: Stage;
  readonly calls: number;
  readonly sent: number;
  readonly fault?: RelayError;
}

/**
 * Works on one target for a slice: reads a page, puts what is new on the queue, then saves the checkpoint, and again.
 * A crash between sending and saving repeats a page; it never loses one. Faults are returned; those of the target itself
 * are recorded in its checkpoint.
 */
export async function collectTarget(collector: TargetCollector, target: Target, slice: Slice): Promise<SliceResult> {
  const { clock, checkpoints, owner, log } = collector;
  const tuning = tuningOf(collector, target);
  let { stage } = slice;
  let [calls, sent] = [0, 0];
  let held: HeldCheckpoint | undefined;
  const end = (how: SliceResult['end'], fault?: RelayError): SliceResult => ({
    end: how,
    stage,
    calls,
    sent,
    ...(fault && { fault }),
  });
  try {
    held = await HeldCheckpoint.load(checkpoints, keyOf(target), owner, clock.now());
    if (!held.mayWork(clock.now())) return end('waiting');
    for (;;) {
      const read = nextRead(held.value, stage, slice.lanes, tuning, clock.now());
      if (!read) return end(nextRead(held.value, stage, 'all', tuning, clock.now()) ? 'more' : 'done');
      if (calls >= slice.calls || clock.now() >= slice.deadline) return end('more');
      calls += 1;
      const answer = await readPage(collector, target, read.window);
      const taken = await takePage(collector, target, held, read, answer);
      stage = taken.stage;
      sent += taken.sent;
    }
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    if (error.code === 'storage_conflict') {
      log('info', 'tenant.claim-lost', placeOf(target));
      return end('waiting');
    }
    if (held) await recordFault(collector, target, held, error);
    return end(error.code === 'throttled' ? 'waiting' : 'failed', error);
  }
}

/** Sends what a page brings, then saves. Rejects `storage_conflict` before the first send if another holds the row. */
async function takePage(
  collector: TargetCollector,
  target: Target,
  held: HeldCheckpoint,
  read: Read,
  answer: Answer,
): Promise<{ stage: Stage; sent: number }> {
  const { clock, log } = collector;
  const { records } = answer.page;
  const events = unseenOf(held.value, eventsOf(log, target, records, answer.apiTime ?? ticksOfMs(clock.now())));
  const sent = events.unseen.length;
  if (sent > 0) {
    await held.claim(clock.now());
    await sendPage(collector, target, events.unseen);
    log('info', 'tenant.collected', { ...placeOf(target), lane: read.lane, records: records.length, sent });
  }
  if (held.value.health.state !== 'ok') log('info', 'tenant.recovered', placeOf(target));
  const next = afterAnswer(held.value, read, answer, events, tuningOf(collector, target), clock.now());
  await held.saveIfWorth(next.checkpoint, clock.now());
  return { stage: next.stage, sent };
}

/** A credential's, the storage's and the relay's own faults say nothing about the tenant, and leave its row alone. */
async function recordFault(
  collector: TargetCollector,
  target: Target,
  held: HeldCheckpoint,
  fault: RelayError,
): Promise<void> {
  const { clock, log } = collector;
  if (fault.level === 'credential' || fault.level === 'relay' || fault.code === 'storage_failed') return;
  const now = clock.now();
  const health = afterFault(held.value.health, fault, now);
  const fields = { ...placeOf(target), code: fault.code, state: health.state, reason: fault.message };
  if (fault.code === 'throttled') log('info', 'tenant.throttled', fields);
  else log('warn', 'tenant.attention', fields);
  try {
    await held.save({ ...held.value, health, lastAttempt: now }, now);
  } catch (error) {
    // Another run moved the row, or storage is down: either way the fault shows again at the next attempt.
    if (!(error instanceof RelayError)) throw error;
  }
}

function keyOf({ tenant, source }: Target) {
  return { tenantId: tenant.id, source: source.name };
}

function tuningOf({ overlapMs }: TargetCollector, { tenant, source }: Target): Tuning {
  const lookbackMs = Math.min(tenant.lookbackMs, source.retentionMs);
  return { overlap: ticksOfMs(overlapMs), lookback: ticksOfMs(lookbackMs), firstStep: ticksOfMs(day) };
}
