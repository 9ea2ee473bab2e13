import { hideMessage, type QueueClient } from './queue-client';

/** Keeps a message hidden while it is being processed. */
export interface MessageLease {
  /** Ends the renewal; answers the receipt with which the message can be deleted or released. */
  release(): Promise<string>;
}

/** Renews at half of the lease; after a failure soon again, as long as the message may still be ours. */
export function holdLease(
  queue: QueueClient,
  message: { readonly messageId: string; readonly popReceipt: string },
  leaseMs: number,
  onFault: (error: unknown) => void,
): MessageLease {
  let receipt = message.popReceipt;
  let released = false;
  let renewal = Promise.resolve();
  let timer = setTimeout(() => renew(), leaseMs / 2);
  const renew = () => {
    renewal = renewOnce().then((nextMs) => {
      if (nextMs !== undefined && !released) timer = setTimeout(() => renew(), nextMs);
    });
  };
  const renewOnce = async (): Promise<number | undefined> => {
    try {
      const renewed = await hideMessage(queue, message.messageId, receipt, leaseMs);
      if (renewed === undefined) return undefined;
      receipt = renewed;
      return leaseMs / 2;
    } catch (error) {
      onFault(error);
      return leaseMs / 8;
    }
  };
  return {
    async release() {
      released = true;
      clearTimeout(timer);
      await renewal;
      return receipt;
    },
  };
}
