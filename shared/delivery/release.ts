import type { Clock } from '../clock';
import { messageOf } from '../errors';
import type { Queue, QueueMessage } from '../storage/queues';
import type { Log } from '../telemetry/log';

/** Longer than a run takes, so that nobody else takes a message of it meanwhile. */
const leaseMs = 60_000;

export interface ReleaseDeps {
  /** `incidents-retry` */
  readonly retryQueue: Queue;
  /** `incidents` */
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ReleaseSummary {
  readonly released: number;
  /** Left where they are, for the next run. */
  readonly failed: number;
}

/**
 * Moves what is due from `incidents-retry` to `incidents`, byte for byte, until nothing is due or `deadlineMs` (an
 * instant of the clock) is reached; what is left waits for the next run. Rejects `storage_failed` when the retry queue
 * can't be read.
 */
export async function releaseDue(deps: ReleaseDeps, deadlineMs: number): Promise<ReleaseSummary> {
  let [released, failed] = [0, 0];
  let reason: string | undefined;
  while (deps.clock.now() < deadlineMs && failed === 0) {
    const due = await deps.retryQueue.receive(leaseMs);
    if (due.length === 0) break;
    const moves = await Promise.allSettled(due.map((message) => move(deps, message)));
    for (const result of moves) {
      if (result.status === 'fulfilled') released += 1;
      else [failed, reason] = [failed + 1, messageOf(result.reason)];
    }
  }
  deps.log(failed > 0 ? 'warn' : 'info', 'release.finished', { released, failed, reason });
  return { released, failed };
}

/** Put first, then remove: a crash in between repeats the message; the other way round it would be lost. */
async function move({ queue, retryQueue }: ReleaseDeps, message: QueueMessage): Promise<void> {
  await queue.put(message.text);
  await retryQueue.remove(message);
}
