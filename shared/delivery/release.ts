import type { Clock, Random } from '../clock';
import type { ConfiguredDestination } from '../destinations/row';
import type { DestinationTable } from '../destinations/table';
import { messageOf } from '../errors';
import type { Queue, QueueMessage } from '../storage/queues';
import type { Log } from '../telemetry/log';
import { holdBackMs } from './hold-back';

/** Longer than a run takes, so that nobody else takes a message of it meanwhile. */
const leaseMs = 60_000;

export interface ReleaseDeps {
  /** `incidents-retry` */
  readonly retryQueue: Queue;
  /** `incidents` */
  readonly queue: Queue;
  readonly destinations: Pick<DestinationTable, 'all'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** DELIVERY_WINDOW */
  readonly deliveryWindowMs: number;
}

export interface ReleaseSummary {
  readonly released: number;
  /** Hidden for longer: owed only to destinations that take nothing now. */
  readonly held: number;
  /** Left where they are, for the next run. */
  readonly failed: number;
}

/**
 * Moves what is due from `incidents-retry` to `incidents`, byte for byte, until nothing is due or `deadlineMs` (an
 * instant of the clock) is reached; what is left waits for the next run. Rejects `storage_failed` when the retry queue
 * or the destinations can't be read.
 */
export async function releaseDue(deps: ReleaseDeps, deadlineMs: number): Promise<ReleaseSummary> {
  const count = { released: 0, held: 0, failed: 0 };
  let reason: string | undefined;
  while (deps.clock.now() < deadlineMs && count.failed === 0) {
    const due = await deps.retryQueue.receive(leaseMs);
    if (due.length === 0) break;
    const destinations = await deps.destinations.all();
    const moves = await Promise.allSettled(due.map((message) => move(deps, message, destinations)));
    for (const result of moves) {
      if (result.status === 'fulfilled') count[result.value] += 1;
      else [count.failed, reason] = [count.failed + 1, messageOf(result.reason)];
    }
  }
  deps.log(count.failed > 0 ? 'warn' : 'info', 'release.finished', { ...count, reason });
  return count;
}

/** Put first, then remove: a crash in between repeats the message; the other way round it would be lost. */
async function move(
  { queue, retryQueue, clock, random, deliveryWindowMs }: ReleaseDeps,
  message: QueueMessage,
  destinations: readonly ConfiguredDestination[],
): Promise<'released' | 'held'> {
  const hiddenMs = holdBackMs(message.text, { destinations, nowMs: clock.now(), random, deliveryWindowMs });
  if (hiddenMs !== undefined) {
    await retryQueue.hide(message, hiddenMs);
    return 'held';
  }
  await queue.put(message.text);
  await retryQueue.remove(message);
  return 'released';
}
