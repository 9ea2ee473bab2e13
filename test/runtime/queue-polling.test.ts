import { once } from 'node:events';
import { createServer } from 'node:http';
import { QueueClient } from '@azure/storage-queue';
import { expect, it } from 'vitest';
import { startQueueTrigger } from '../../sandbox/runtime/queue-trigger';
import { eventually } from './support';

const emptyBatch = '<?xml version="1.0" encoding="utf-8"?><QueueMessagesList />';

it('an idle queue is asked ever less often, up to the longest polling interval', async () => {
  const asked: number[] = [];
  const storage = createServer((_, response) => {
    asked.push(Date.now());
    response.setHeader('content-type', 'application/xml');
    response.end(emptyBatch);
  });
  storage.listen(0, '127.0.0.1');
  await once(storage, 'listening');
  const address = storage.address();
  const port = typeof address === 'object' ? address?.port : 0;

  const trigger = startQueueTrigger({
    functionName: 'work',
    queue: new QueueClient(`http://127.0.0.1:${port}/account/work`),
    poison: undefined,
    settings: {
      batchSize: 16,
      newBatchThreshold: 8,
      maxDequeueCount: 5,
      visibilityTimeoutMs: 0,
      maxPollingIntervalMs: 400,
      messageEncoding: 'base64',
      leaseMs: 60_000,
    },
    onLog: () => undefined,
    run: async () => undefined,
  });
  await eventually(() => asked.length === 6);
  await trigger.stop();
  storage.close();

  const waits = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  for (const [index, atLeast] of [100, 200, 400, 400, 400].entries()) {
    // Node's timers may be a millisecond early.
    expect(waits[index]).toBeGreaterThanOrEqual(atLeast - 5);
  }
  // Without a longest interval the last wait would be 1,600 ms.
  expect(waits[4]).toBeLessThan(1_500);
});
