import { type DequeuedMessageItem, depthOf, receiveBatch } from './queue-client';
import { processMessage, type QueueWork } from './queue-processing';

export interface QueueTrigger {
  /** Messages in the queue, hidden ones included. */
  depth(): Promise<number>;
  /** Fetches no more; resolves when the messages already fetched are processed. */
  stop(): Promise<void>;
}

const shortestWaitMs = 100;

/**
 * Polls a queue as the host's listener does (azure-sdk-for-net, Microsoft.Azure.WebJobs.Extensions.Storage.Queues,
 * QueueListener.cs): batches run in parallel, the next is fetched when no more than `newBatchThreshold` run, and an
 * idle queue is asked ever less often, up to `maxPollingInterval`. The host spreads its waits by a fifth at random;
 * here they are exact.
 */
export function startQueueTrigger(options: QueueWork): QueueTrigger {
  const { queue, functionName, settings, onLog } = options;
  const running = new Set<Promise<void>>();
  let stopped = false;
  let wake = () => {};

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const fetchBatch = async (): Promise<readonly DequeuedMessageItem[]> => {
    try {
      return (await receiveBatch(queue, settings.batchSize, settings.leaseMs)) ?? [];
    } catch (error) {
      const message = `Queue ${queue.name}: reading messages failed, trying again: ${String(error)}`;
      onLog({ level: 'warning', category: 'host', functionName, message });
      return [];
    }
  };
  const firstWaitMs = Math.min(shortestWaitMs, settings.maxPollingIntervalMs);
  const loop = async () => {
    let waitMs = firstWaitMs;
    while (!stopped) {
      const batch = await fetchBatch();
      for (const message of batch) track(running, processMessage(options, message));
      while (running.size > settings.newBatchThreshold) await Promise.race(running);
      if (batch.length > 0) {
        waitMs = firstWaitMs;
        continue;
      }
      if (!stopped) await pause(waitMs);
      waitMs = Math.min(waitMs * 2, settings.maxPollingIntervalMs);
    }
    await Promise.all(running);
  };

  const ended = loop();
  return {
    depth: () => depthOf(queue),
    async stop() {
      stopped = true;
      wake();
      await ended;
    },
  };
}

function track(running: Set<Promise<void>>, work: Promise<void>): void {
  const tracked: Promise<void> = work.finally(() => running.delete(tracked));
  running.add(tracked);
}
