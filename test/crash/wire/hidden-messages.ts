import { QueueServiceClient } from '@azure/storage-queue';
import { messagesIn } from './queue-xml';
import type { Answered, Asked } from './tap';

/**
 * Lets the time pass that a message lies hidden (a lease of ten minutes, a retry's wait of seconds to hours): whoever has
 * the newest receipt of a message may make it visible, and every receipt crosses the wire.
 */
export class HiddenMessages {
  readonly #receipts = new Map<string, { readonly queue: string; readonly receipt: string }>();
  /** Ids of all messages there ever were. */
  readonly #known = new Set<string>();

  constructor(private readonly storage: string) {}

  note({ method, path }: Asked, { status, headers, body }: Answered): void {
    const [, queue, messageId] = /^\/[^/]+\/([\w-]+)\/messages(?:\/(.+))?$/.exec(path) ?? [];
    if (!queue || status >= 400) return;
    for (const { messageId: id, receipt } of messagesIn(body)) {
      // A message may be taken, and even deleted, before the answer to its put has come back.
      if (method === 'POST' && this.#known.has(id)) continue;
      this.#known.add(id);
      this.#receipts.set(id, { queue, receipt });
    }
    if (messageId && method === 'DELETE') this.#receipts.delete(messageId);
    if (messageId && method === 'PUT')
      this.#receipts.set(messageId, { queue, receipt: String(headers['x-ms-popreceipt']) });
  }

  /** How many messages lie in the queue, hidden ones included: all of them were put through the wire. */
  depth(queueName: string): number {
    return [...this.#receipts.values()].filter(({ queue }) => queue === queueName).length;
  }

  /** Everything in the queue is visible afterwards. */
  async show(queueName: string): Promise<void> {
    const queue = QueueServiceClient.fromConnectionString(this.storage).getQueueClient(queueName);
    const hidden = [...this.#receipts].filter(([, known]) => known.queue === queueName);
    await Promise.all(
      hidden.map(async ([messageId, { receipt }]) => {
        const shown = await queue.updateMessage(messageId, receipt, undefined, 0);
        this.#receipts.set(messageId, { queue: queueName, receipt: shown.popReceipt ?? receipt });
      }),
    );
  }
}
