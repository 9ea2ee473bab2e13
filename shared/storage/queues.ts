import { QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { AzureCredential } from '../access/identity';
import type { StorageConnection } from '../settings';
import { storageFault } from './faults';
import { type Patience, patiently, repeatDelays, usualPatience } from './patience';

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
  /** Leaves a received message where it is and as it is, hidden for another `hiddenMs`, at most seven days. */
  hide(message: QueueMessage, hiddenMs: number): Promise<void>;
  /** About how many messages lie here, hidden ones included. */
  depth(): Promise<number>;
  /**
   * When the oldest message that anybody could receive now was put, in milliseconds since the epoch; undefined when there
   * is none. Only the 32 that the queue would hand out first are looked at: it keeps about the order they came in.
   */
  oldestPutMs(): Promise<number | undefined>;
}

const maxHiddenSeconds = 7 * 24 * 3600 - 60;

const clientOptions = { retryOptions: { maxTries: 4, ...repeatDelays } };

export function openQueue(
  connection: StorageConnection,
  credential: AzureCredential,
  name: string,
  patience: Patience = usualPatience,
): Queue {
  const client =
    connection.kind === 'connection-string'
      ? new QueueClient(connection.value, name, clientOptions)
      : new QueueServiceClient(connection.queueServiceUri, credential, clientOptions).getQueueClient(name);
  const attempt = async <T>(what: string, work: (abortSignal: AbortSignal) => Promise<T>): Promise<T> => {
    try {
      return await patiently(patience, work);
    } catch (error) {
      throw storageFault(`Queue ${name}: ${what}`, error);
    }
  };
  return {
    async ensure() {
      await attempt('creating it', (abortSignal) => client.createIfNotExists({ abortSignal }));
    },
    async put(text, hiddenMs = 0) {
      const visibilityTimeout = hiddenSeconds(hiddenMs);
      const options = { messageTimeToLive: -1, visibilityTimeout };
      const encoded = Buffer.from(text).toString('base64');
      await attempt('putting a message', (abortSignal) => client.sendMessage(encoded, { ...options, abortSignal }));
    },
    async receive(leaseMs) {
      const options = { numberOfMessages: 32, visibilityTimeout: Math.ceil(leaseMs / 1000) };
      const receive = (abortSignal: AbortSignal) => client.receiveMessages({ ...options, abortSignal });
      const { receivedMessageItems } = await attempt('reading messages', receive);
      return receivedMessageItems.map((item) => ({
        text: Buffer.from(item.messageText, 'base64').toString(),
        handle: { id: item.messageId, receipt: item.popReceipt },
      }));
    },
    async remove({ handle: { id, receipt } }) {
      await attempt('removing a message', (abortSignal) => client.deleteMessage(id, receipt, { abortSignal }));
    },
    async hide({ handle: { id, receipt } }, hiddenMs) {
      const hide = (abortSignal: AbortSignal) =>
        client.updateMessage(id, receipt, undefined, hiddenSeconds(hiddenMs), { abortSignal });
      await attempt('hiding a message', hide);
    },
    async depth() {
      const ask = (abortSignal: AbortSignal) => client.getProperties({ abortSignal });
      return (await attempt('asking its depth', ask)).approximateMessagesCount ?? 0;
    },
    async oldestPutMs() {
      const peek = (abortSignal: AbortSignal) => client.peekMessages({ numberOfMessages: 32, abortSignal });
      const { peekedMessageItems } = await attempt('looking at its messages', peek);
      const put = peekedMessageItems.map(({ insertedOn }) => insertedOn.getTime());
      return put.length > 0 ? Math.min(...put) : undefined;
    },
  };
}

function hiddenSeconds(hiddenMs: number): number {
  return Math.min(Math.ceil(hiddenMs / 1000), maxHiddenSeconds);
}
