import { RelayError } from '../errors';
import { encodedBytes, maxEncodedBytes, type Queue } from '../storage/queues';
import type { CollectedEvent, EventAttributes, RetryAttributes } from './event';
import { encodeMessage, type Message, toReference } from './message';
import type { Payloads } from './payloads';
import { survivesParse } from './raw-json';

/** Room kept for the retry attributes, in encoded bytes: about ten destination names besides the two others. */
const RESERVE = 1_024;

/** Where collected events wait for delivery. Rejects `storage_failed`, or `record_too_large` for its attributes. */
export interface EventQueue {
  /** Once resolved, the event is on the queue `incidents`. `retry`: of a replay, which is for some destinations only. */
  put(event: CollectedEvent, retry?: RetryAttributes): Promise<void>;
  /** Puts a copy with new retry attributes on `incidents-retry`, where nobody sees it for `hiddenMs`. */
  putAgain(message: Message, retry: RetryAttributes, hiddenMs: number): Promise<void>;
}

export interface EventQueueParts {
  /** `incidents` */
  readonly queue: Queue;
  /** `incidents-retry` */
  readonly retryQueue: Queue;
  readonly payloads: Payloads;
}

export function eventQueue({ queue, retryQueue, payloads }: EventQueueParts): EventQueue {
  /** The blob first, then the message: a message never points at nothing, and a blob alone hurts nobody. */
  const claimCheck = async ({ attributes, data }: CollectedEvent, retry: RetryAttributes) => {
    const hash = await payloads.write(attributes.tenantid, data);
    return fitting(attributes, toReference(attributes, hash, retry));
  };

  return {
    async put(event, retry = {}) {
      const inline = encodeMessage(event, retry);
      const travelsInline = encodedBytes(inline) <= maxEncodedBytes - RESERVE && survivesParse(event.data);
      await queue.put(travelsInline ? inline : await claimCheck(event, retry));
    },
    async putAgain({ attributes, data }, retry, hiddenMs) {
      if (data.kind === 'reference') {
        await retryQueue.put(fitting(attributes, toReference(attributes, data.hash, retry)), hiddenMs);
        return;
      }
      const event = { attributes, data: data.raw };
      const inline = encodeMessage(event, retry);
      const fits = encodedBytes(inline) <= maxEncodedBytes;
      await retryQueue.put(fits ? inline : await claimCheck(event, retry), hiddenMs);
    },
  };
}

/** Without its data an event is a few hundred bytes; only absurd attributes (a record id of 50 KB) don't fit. */
function fitting({ tenantid }: EventAttributes, message: string): string {
  if (encodedBytes(message) <= maxEncodedBytes) return message;
  throw new RelayError(
    'record_too_large',
    `A record of tenant ${tenantid} can't be queued: even without its data its attributes take more than ` +
      `${maxEncodedBytes} bytes. Its id, the tenant's display name or the list of destinations is too long.`,
    { tenant: tenantid },
  );
}
