import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterEach, beforeEach } from 'vitest';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../sandbox/runtime/runtime';
import { freshAccount } from '../support/fresh-account';
import { fixture, logCollector } from './support';

/** An account of Azurite for the file, and for each test a queue of its own, its poison queue, and a runtime that is stopped after it. */
export class QueueBench {
  readonly log = logCollector();
  queue!: QueueClient;
  poison!: QueueClient;
  runtime: Runtime | undefined;
  readonly connectionString = freshAccount().connectionString;
  readonly service = QueueServiceClient.fromConnectionString(this.connectionString);
  private count = 0;

  constructor() {
    beforeEach(async () => {
      this.count += 1;
      this.queue = this.service.getQueueClient(`work-${this.count}`);
      this.poison = this.service.getQueueClient(`work-${this.count}-poison`);
      await this.queue.create();
      this.log.entries.length = 0;
    });
    afterEach(async () => {
      await this.runtime?.stop();
      this.runtime = undefined;
    });
  }

  put(text: string) {
    return this.queue.sendMessage(Buffer.from(text).toString('base64'), { messageTimeToLive: -1 });
  }

  async depth(client: QueueClient): Promise<number> {
    return (await client.getProperties()).approximateMessagesCount ?? 0;
  }

  async start(options: Partial<RuntimeOptions> = {}): Promise<Runtime> {
    const env = { WORK_QUEUE: this.queue.name, TestStorage: this.connectionString, TICK_SCHEDULE: '0 0 0 1 1 *' };
    this.runtime = await startRuntime({
      appDir: fixture('app'),
      env,
      timers: 'manual',
      onLog: this.log.onLog,
      ...options,
    });
    return this.runtime;
  }
}
