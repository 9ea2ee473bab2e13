import { second } from '../../../shared/duration';
import { fault } from '../broken';
import type { FaultScenario } from './scenario';

/**
 * What release has moved can't be removed from `incidents-retry`, for so many minutes. Each run comes a second before what
 * the last one has taken can be seen again, so that only every other meets it.
 */
function unremovable(minutes: number, mended: number): FaultScenario['break'] {
  return async (relay) => {
    const { receiver, retryQueue } = relay;
    const { remove, receive } = retryQueue;
    receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
    await relay.minutes(2);
    receiver('siem').answer = () => ({ kind: 'delivered' });
    retryQueue.receive = (leaseMs) => receive(leaseMs + second);
    retryQueue.remove = () => Promise.reject(fault('storage_failed'));
    await relay.minutes(minutes);
    retryQueue.remove = remove;
    await relay.minutes(mended);
  };
}

export const releaseFaults: readonly FaultScenario[] = [
  {
    name: 'release cannot remove what it has moved',
    fires: ['release-failing'],
    values: { 'release-failing': [''] },
    near: ['release-silent'],
    tenants: 1,
    break: unremovable(15, 0),
  },
  {
    name: 'release cannot remove what it has moved for eight minutes',
    fires: [],
    near: ['release-failing'],
    break: unremovable(8, 15),
  },
];
