import { forwardMessage } from '../shared/delivery/forward';
import type { Handler } from './start';

/** One event to its destinations. Returns only when the message may be forgotten. */
export const forward: Handler<unknown> = async ({ forwarder }, message) => {
  await forwardMessage(forwarder, message);
};
