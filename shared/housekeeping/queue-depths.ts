import type { Clock } from '../clock';
import type { Queue } from '../storage/queues';
import type { Log } from '../telemetry/log';

export type MeasuredQueue = Pick<Queue, 'depth' | 'oldestPutMs'>;

export interface QueueDepthDeps {
  /** By name. */
  readonly queues: Readonly<Record<string, MeasuredQueue>>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * How many entries of a queue wait, hidden ones included, and how long the oldest that could be taken now has waited. The
 * platform's own count is refreshed about hourly, too late for an alarm. Rejects `storage_failed` once all were asked.
 */
export async function reportQueues({ queues, clock, log }: QueueDepthDeps): Promise<{ readonly measured: number }> {
  const asked = await Promise.allSettled(
    Object.entries(queues).map(async ([queue, measured]) => {
      const [depth, putMs] = await Promise.all([measured.depth(), measured.oldestPutMs()]);
      const oldestAgeMs = putMs === undefined ? 0 : Math.max(0, clock.now() - putMs);
      log('info', 'queue.depth', { queue, depth, oldestAgeMs });
    }),
  );
  const failed = asked.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return { measured: asked.length };
}
