import { forwardMessage } from '../shared/delivery/forward';
import type { Handler } from './start';

/** One event to its destinations. Returns only when the message may be forgotten. */
export const forward: Handler<unknown> = async ({ forwarder }, message, { triggerMetadata }) => {
  await forwardMessage(forwarder, message, instantOf(triggerMetadata?.insertionTime));
};

/** Milliseconds since the epoch; a message of somebody else may have put anything in its place. */
function instantOf(insertionTime: unknown): number | undefined {
  const ms = typeof insertionTime === 'string' ? Date.parse(insertionTime) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
