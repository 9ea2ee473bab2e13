import type { Timer } from '@azure/functions';
import { releaseDue } from '../shared/delivery/release';
import { second } from '../shared/duration';
import type { Handler } from './start';

/** Less than the ten seconds between two runs. */
const durationMs = 8 * second;

/** What is due for another attempt goes back to the queue that `forward` reads. */
export const release: Handler<Timer> = async ({ storage, forwarder }) => {
  const { incidents: queue, 'incidents-retry': retryQueue } = storage.queues;
  await releaseDue({ ...forwarder, queue, retryQueue }, forwarder.clock.now() + durationMs);
};
