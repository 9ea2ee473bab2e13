import type { QueueSettings } from './host-json';
import type { InvocationInput } from './invocation';
import type { OnLog } from './log';
import {
  type DequeuedMessageItem,
  deleteMessage,
  hideMessage,
  putCreatingQueue,
  type QueueClient,
} from './queue-client';
import { holdLease } from './queue-lease';
import { decodeMessage, queueTriggerMetadata } from './queue-message';

/** What a queue trigger works on. `poison` is undefined for a queue that is itself a poison queue. */
export interface QueueWork {
  readonly functionName: string;
  readonly queue: QueueClient;
  readonly poison: QueueClient | undefined;
  readonly settings: QueueSettings;
  readonly onLog: OnLog;
  /** Runs the function; rejects when it failed. */
  readonly run: (input: InvocationInput) => Promise<void>;
}

/**
 * One message, from fetched to done, as the host's QueueProcessor.cs has it. Never rejects: a fault of the storage is
 * logged, and the message comes back when its lease is over.
 */
export async function processMessage(options: QueueWork, message: DequeuedMessageItem): Promise<void> {
  try {
    await processOrThrow(options, message);
  } catch (error) {
    const text = `Queue ${options.queue.name}: message ${message.messageId} comes back later: ${String(error)}`;
    warn(options, text);
  }
}

async function processOrThrow(options: QueueWork, message: DequeuedMessageItem): Promise<void> {
  const { queue, settings, run } = options;
  const text = decodeMessage(message.messageText, settings.messageEncoding);
  if (text === undefined) {
    warn(options, `Message decoding has failed! Check MessageEncoding settings. MessageId=${message.messageId}.`);
    return moveToPoison(options, message, message.popReceipt);
  }
  // Left over from a crash between the last failure and the poison queue: the handler isn't asked again.
  if (message.dequeueCount > settings.maxDequeueCount) return moveToPoison(options, message, message.popReceipt);

  const lease = holdLease(queue, message, settings.leaseMs, (error) =>
    warn(options, `Queue ${queue.name}: renewing the lease of ${message.messageId} failed: ${String(error)}`),
  );
  const succeeded = await run({
    trigger: { string: text },
    triggerMetadata: queueTriggerMetadata(message, text),
  }).then(
    () => true,
    () => false,
  );
  const receipt = await lease.release();

  if (succeeded) {
    const ours = await deleteMessage(queue, message.messageId, receipt);
    if (!ours)
      warn(options, `Queue ${queue.name}: message ${message.messageId} was gone, or taken over, before it was done.`);
    return;
  }
  await afterFailure(options, message, receipt);
}

async function afterFailure(options: QueueWork, message: DequeuedMessageItem, receipt: string): Promise<void> {
  const { queue, poison, settings } = options;
  // The host leaves a message that has no poison queue hidden until its lease ends, so that it can't spin.
  if (!poison) return;
  if (message.dequeueCount >= settings.maxDequeueCount) return moveToPoison(options, message, receipt);
  await hideMessage(queue, message.messageId, receipt, settings.visibilityTimeoutMs);
}

/** Adds a copy first, so that a crash between the two steps repeats the message instead of losing it. */
async function moveToPoison(options: QueueWork, message: DequeuedMessageItem, receipt: string): Promise<void> {
  const { queue, poison, settings } = options;
  if (!poison) return;
  const count = settings.maxDequeueCount;
  warn(options, `Message has reached MaxDequeueCount of ${count}. Moving message to queue '${poison.name}'.`);
  await putCreatingQueue(poison, message.messageText);
  await deleteMessage(queue, message.messageId, receipt);
}

function warn({ onLog, functionName }: QueueWork, message: string): void {
  onLog({ level: 'warning', category: 'host', functionName, message });
}
