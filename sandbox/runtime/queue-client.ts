import { DefaultAzureCredential } from '@azure/identity';
import { type DequeuedMessageItem, type QueueClient, QueueServiceClient, RestError } from '@azure/storage-queue';
import type { Environment } from './environment';
import { StartError } from './start-error';

export type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';

/** Short, because the poll itself comes again and an unfinished message comes back. */
const retryOptions = { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 2_000 };

/**
 * Opens the storage account that a binding's `connection` names, as the host resolves it: the setting
 * `AzureWebJobs<name>` before `<name>`; a connection string, else `<name>__queueServiceUri` with Azure's credentials.
 */
export function openQueueService(
  environment: Environment,
  connection: string | undefined,
  functionName: string,
): QueueServiceClient {
  const name = connection || 'AzureWebJobsStorage';
  for (const prefix of [`AzureWebJobs${name}`, name]) {
    const text = environment[prefix];
    if (text) return openWithConnectionString(text, `${functionName}: the setting ${prefix}`);
    const uri = serviceUri(environment, prefix);
    if (!uri) continue;
    const clientId = environment[`${prefix}__clientId`];
    const credential = new DefaultAzureCredential(clientId ? { managedIdentityClientId: clientId } : {});
    return new QueueServiceClient(uri, credential, { retryOptions });
  }
  throw new StartError(
    `${functionName}: its queue trigger uses the connection '${name}'. Set ${name} to a connection string of the storage account, or ${name}__queueServiceUri.`,
  );
}

function openWithConnectionString(text: string, what: string): QueueServiceClient {
  try {
    return QueueServiceClient.fromConnectionString(text, { retryOptions });
  } catch {
    // The SDK's message may repeat the text, which holds the account's key.
    throw new StartError(`${what} is not a connection string of a storage account.`);
  }
}

function serviceUri(environment: Environment, prefix: string): string | undefined {
  const account = environment[`${prefix}__accountName`];
  return (
    environment[`${prefix}__queueServiceUri`] ||
    environment[`${prefix}__serviceUri`] ||
    (account && `https://${account}.queue.core.windows.net`)
  );
}

/** A batch, hidden from others for `leaseMs`; undefined when there is no such queue (yet). */
export async function receiveBatch(
  queue: QueueClient,
  count: number,
  leaseMs: number,
): Promise<readonly DequeuedMessageItem[] | undefined> {
  try {
    const options = { numberOfMessages: count, visibilityTimeout: seconds(leaseMs) };
    return (await queue.receiveMessages(options)).receivedMessageItems;
  } catch (error) {
    if (hasCode(error, 'QueueNotFound')) return undefined;
    throw error;
  }
}

/**
 * Hides a message for `ms` from now, its text unchanged. Answers the receipt that is valid from now on, or undefined
 * when the message is no longer ours: gone, or taken over by another reader.
 */
export async function hideMessage(
  queue: QueueClient,
  id: string,
  receipt: string,
  ms: number,
): Promise<string | undefined> {
  try {
    return (await queue.updateMessage(id, receipt, undefined, seconds(ms))).popReceipt ?? receipt;
  } catch (error) {
    if (isNoLongerOurs(error)) return undefined;
    throw error;
  }
}

/** Answers false when the message is no longer ours. */
export async function deleteMessage(queue: QueueClient, id: string, receipt: string): Promise<boolean> {
  try {
    await queue.deleteMessage(id, receipt);
    return true;
  } catch (error) {
    if (isNoLongerOurs(error)) return false;
    throw error;
  }
}

/** Puts the text as it is, with the default time to live of seven days, as the host does; creates the queue if need be. */
export async function putCreatingQueue(queue: QueueClient, text: string): Promise<void> {
  try {
    await queue.sendMessage(text);
  } catch (error) {
    if (!hasCode(error, 'QueueNotFound')) throw error;
    await queue.createIfNotExists();
    await queue.sendMessage(text);
  }
}

/** How many messages lie in the queue, hidden ones included; 0 when it doesn't exist. */
export async function depthOf(queue: QueueClient): Promise<number> {
  try {
    return (await queue.getProperties()).approximateMessagesCount ?? 0;
  } catch (error) {
    if (hasCode(error, 'QueueNotFound')) return 0;
    throw error;
  }
}

const seconds = (ms: number) => Math.ceil(ms / 1000);

const isNoLongerOurs = (error: unknown) =>
  ['PopReceiptMismatch', 'MessageNotFound', 'QueueNotFound'].some((code) => hasCode(error, code));

const hasCode = (error: unknown, code: string) => error instanceof RestError && error.code === code;
