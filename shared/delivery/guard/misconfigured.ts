import type { ReadyDestination } from '../../destinations/row';
import { pausedByRelay } from '../../destinations/transitions';
import type { SharedChecks } from './checks';
import { closeCircuit } from './circuit';
import type { Concern, GuardParts } from './contract';
import { type Memories, refusalsToPause } from './memory';

type Parts = GuardParts & { readonly memories: Memories; readonly checks: SharedChecks };

/**
 * One event was refused as if a setting were wrong. That pauses the destination only if a test event is refused the same
 * way, or three different events were with none taken between: a firewall that dislikes one command line answers 403 too.
 */
export async function judgeMisconfigured(
  parts: Parts,
  ready: ReadyDestination,
  eventId: string,
  reason: string,
): Promise<Concern> {
  if (parts.memories.of(ready).countRefusal(eventId)) {
    return pause(parts, ready, `${reason} (so it answered ${refusalsToPause} different events in a row)`);
  }
  const checked = await parts.checks.recent(ready);
  if (checked.kind === 'misconfigured') return pause(parts, ready, checked.reason);
  if (checked.kind === 'delivered' && ready.circuit) await closeCircuit(parts, ready);
  return 'event';
}

/** Many events in flight may be refused at the same time: one of them pauses for all. */
function pause(parts: Parts, ready: ReadyDestination, reason: string): Promise<Concern> {
  const memory = parts.memories.of(ready);
  memory.pausing ??= pauseOnce(parts, ready, reason).finally(() => {
    memory.pausing = undefined;
  });
  return memory.pausing;
}

async function pauseOnce(parts: Parts, ready: ReadyDestination, reason: string): Promise<Concern> {
  const { destinations, memories, checks, clock, log } = parts;
  const { name, revision } = ready;
  const { changed, current } = await destinations.change(name, pausedByRelay(revision, reason, clock.now()));
  if (changed) log('error', 'destination.attention', { destination: name, reason: `paused: ${reason}` });
  // Once it is resumed, what was learned before counts no more.
  memories.of(ready).forgetRefusals();
  checks.forget(name);
  return current?.state === 'paused' ? 'paused' : 'event';
}
