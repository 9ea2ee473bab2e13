import type { Outcome } from '../../destinations/destination';
import type { ReadyDestination } from '../../destinations/row';
import { circuitClosed, circuitKeptOpen, circuitOpened } from '../../destinations/transitions';
import { minute, second } from '../../duration';
import { longestWaitMs } from '../schedule';
import type { GuardParts } from './contract';
import type { Memories } from './memory';

type Retry = Extract<Outcome, { kind: 'retry' }>;
type Parts = GuardParts & { readonly memories: Memories };

/** Waits before the first, second, … probe; all further ones are as long as the last. */
const waits = [15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute];

/**
 * After a probe was answered. What was sent before the circuit opened closes nothing: it says nothing about now, least of
 * all where the receiver asked to be left alone.
 */
export async function closeCircuit({ destinations, clock, log }: Parts, ready: ReadyDestination): Promise<void> {
  const { changed } = await destinations.change(ready.name, circuitClosed());
  if (!changed) return;
  const sinceMs = ready.circuit?.sinceMs;
  const openMs = sinceMs === undefined ? undefined : clock.now() - sinceMs;
  log('info', 'destination.circuit-closed', { destination: ready.name, openMs });
}

/** A send that wasn't a probe failed. Opens the circuit when it was the last straw, or the receiver asked to wait. */
export async function sendFailed(parts: Parts, ready: ReadyDestination, eventId: string, retry: Retry): Promise<void> {
  const memory = parts.memories.of(ready);
  const enough = memory.countFailure(eventId);
  const askedMs = askedOf(retry);
  if (memory.opening || (!enough && askedMs === 0)) return;
  memory.opening = true;
  try {
    await open(parts, ready, retry.reason, askedMs || waitMs(1));
  } finally {
    memory.opening = false;
  }
  memory.forgetFailures();
}

async function open({ destinations, clock, log }: Parts, ready: ReadyDestination, reason: string, forMs: number) {
  const nowMs = clock.now();
  const { changed } = await destinations.change(
    ready.name,
    circuitOpened(ready.revision, reason, nowMs, nowMs + forMs),
  );
  if (changed) log('warn', 'destination.circuit-open', { destination: ready.name, reason, nextInMs: forMs });
}

/** It stays open, each time for longer; never shorter than the receiver asked for. */
export async function probeFailed(
  { destinations, clock }: Parts,
  ready: ReadyDestination,
  retry: Retry,
): Promise<void> {
  const untilMs = (failures: number) => clock.now() + Math.max(waitMs(failures), askedOf(retry));
  await destinations.change(ready.name, circuitKeptOpen(retry.reason, untilMs));
}

function waitMs(failures: number): number {
  return waits[Math.min(failures, waits.length) - 1] ?? 0;
}

/** 0 when the receiver said nothing of when to come back, or "now". */
function askedOf({ afterMs = 0 }: Retry): number {
  return Math.min(afterMs, longestWaitMs);
}
