import { type Counts, emptyRow, waitingOf } from '../../../shared/delivery/deliveries/delivery-row';
import type { RecordPlace } from '../../../shared/delivery/deliveries/sums';
import { withoutDestination } from '../../../shared/delivery/letters/key';
import { type DeliveryDesk, type WatchedQueue, watchedQueues } from '../../delivery-desk';
import { type DestinationState, stateOf } from './destination-state';

export interface DestinationStatus {
  readonly name: string;
  readonly state: DestinationState;
  readonly counts: Counts;
  readonly waiting: number;
  /** In the table deadletters. */
  readonly letters: number;
  /** Records whose counts don't agree with their versions. */
  readonly uneven: readonly RecordPlace[];
  /** A record of which some version waits. */
  readonly example?: RecordPlace;
}

export interface Status {
  readonly destinations: readonly DestinationStatus[];
  /** Dead letters that belong to no destination. */
  readonly unreadable: number;
  readonly queues: Readonly<Record<WatchedQueue, number>>;
  /** Versions that collection put on the queue. */
  readonly collected: number;
  /** Records of which some version waits, and how many of them were looked at one by one. */
  readonly waitingRows: number;
  readonly lookedAt: number;
  /** No message was on a queue of events before the sums were made, and none afterwards. */
  readonly queuesEmpty: boolean;
}

/** Of one tenant, or of all. Rejects `storage_failed`. `now`: milliseconds since the epoch. */
export async function readStatus(desk: DeliveryDesk, tenantId: string | undefined, now: number): Promise<Status> {
  const configured = await desk.destinations.all();
  const names = configured.map(({ name }) => name);
  const before = await depths(desk);
  const [sums, letters, collected] = await Promise.all([
    desk.listing.sums(names, tenantId),
    desk.letters.counts(tenantId === undefined ? {} : { tenantId }),
    desk.collected(tenantId),
  ]);
  const after = await depths(desk);
  const isOf = (name: string) => (place: RecordPlace) => place.destination === name;
  const destinations = namesOf(names, sums.byDestination.keys(), letters.keys()).map((name) => {
    const counts = sums.byDestination.get(name) ?? emptyRow.counts;
    const example = sums.lookedAt.find(isOf(name));
    const found = configured.find((each) => each.name === name);
    return {
      name,
      state: stateOf(name, found, now),
      counts,
      waiting: waitingOf(counts),
      letters: letters.get(name) ?? 0,
      uneven: sums.uneven.filter(isOf(name)),
      ...(example && { example }),
    };
  });
  return {
    destinations,
    unreadable: names.includes(withoutDestination) ? 0 : (letters.get(withoutDestination) ?? 0),
    queues: after,
    collected,
    waitingRows: sums.waitingRows,
    lookedAt: sums.lookedAt.length,
    queuesEmpty: eventsOn(before) === 0 && eventsOn(after) === 0,
  };
}

async function depths({ queues }: DeliveryDesk): Promise<Readonly<Record<WatchedQueue, number>>> {
  const read = await Promise.all(watchedQueues.map(async (name) => [name, await queues[name].depth()] as const));
  return Object.fromEntries(read) as Record<WatchedQueue, number>;
}

function eventsOn(queues: Readonly<Record<WatchedQueue, number>>): number {
  return queues.incidents + queues['incidents-retry'] + queues['incidents-poison'];
}

/** Those that are configured, and those that only something left behind tells of. */
function namesOf(configured: readonly string[], ...others: readonly Iterable<string>[]): readonly string[] {
  const left = others.flatMap((names) => [...names]).filter((name) => name !== withoutDestination);
  return [...new Set([...configured, ...left])].sort();
}
