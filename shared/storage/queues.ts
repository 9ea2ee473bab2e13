import { QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { AzureCredential } from '../access/identity';
import type { StorageConnection } from '../settings';
import { storageFault } from './faults';

/** 64 KiB of encoded text (learn.microsoft.com: Scalability targets for Queue Storage). */
export const maxEncodedBytes = 65_536;

/** Length of the text as it lies on the queue: host.json says base64. */
export function encodedBytes(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3) * 4;
}

export interface QueueMessage {
  readonly text: string;
  readonly handle: { readonly id: string; readonly receipt: string };
}

/** One queue. Messages never expire: the default would drop them after seven days. Rejects `storage_failed`. */
export interface Queue {
  ensure(): Promise<void>;
  /** `hiddenMs`: how long nobody sees it, at most seven days. */
  put(text: string, hiddenMs?: number): Promise<void>;
  /** At most 32 messages that become visible again after `leaseMs` unless removed. */
  receive(leaseMs: number): Promise<readonly QueueMessage[]>;
  remove(message: QueueMessage): Promise<void>;
  /** About how many messages lie here, hidden ones included. */
  depth(): Promise<number>;
}

const maxHiddenSeconds = 7 * 24 * 3600 - 60;

export function openQueue(connection: StorageConnection, credential: AzureCredential, name: string): Queue {
  const client =
    connection.kind === 'connection-string'
      ? new QueueClient(connection.value, name)
      : new QueueServiceClient(connection.queueServiceUri, credential).getQueueClient(name);
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw storageFault(`Queue ${name}: ${what}`, error);
    }
  };
  return {
    async ensure() {
      await attempt('creating it', () => client.createIfNotExists());
    },
    async put(text, hiddenMs = 0) {
      const visibilityTimeout = Math.min(Math.ceil(hiddenMs / 1000), maxHiddenSeconds);
      const options = { messageTimeToLive: -1, visibilityTimeout };
      await attempt('putting a message', () => client.sendMessage(Buffer.from(text).toString('base64'), options));
    },
    async receive(leaseMs) {
      const options = { numberOfMessages: 32, visibilityTimeout: Math.ceil(leaseMs / 1000) };
      const { receivedMessageItems } = await attempt('reading messages', () => client.receiveMessages(options));
      return receivedMessageItems.map((item) => ({
        text: Buffer.from(item.messageText, 'base64').toString(),
        handle: { id: item.messageId, receipt: item.popReceipt },
      }));
    },
    async remove({ handle }) {
      await attempt('removing a message', () => client.deleteMessage(handle.id, handle.receipt));
    },
    async depth() {
      return (await attempt('asking its depth', () => client.getProperties())).approximateMessagesCount ?? 0;
    },
  };
}
