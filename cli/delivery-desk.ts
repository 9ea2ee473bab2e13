import { collectedVersions } from '../shared/collection/collected';
import type { Deliveries } from '../shared/delivery/deliveries/deliveries';
import { type DeliveryListing, deliveryListing } from '../shared/delivery/deliveries/listing';
import { type Letters, lettersOf } from '../shared/delivery/letters/letters';
import type { DestinationTable } from '../shared/destinations/table';
import type { EventQueue } from '../shared/events/event-queue';
import { type Payloads, payloadStore } from '../shared/events/payloads';
import type { Services } from '../shared/services';
import type { Queue } from '../shared/storage/queues';

/** Queues of which `relay status` tells how much lies there. */
export const watchedQueues = ['incidents', 'incidents-retry', 'incidents-poison', 'tenants-poison'] as const;
export type WatchedQueue = (typeof watchedQueues)[number];

/** What a person works with to see what became of events, and to set it right. */
export interface DeliveryDesk {
  readonly destinations: Pick<DestinationTable, 'all'>;
  readonly letters: Letters;
  readonly deliveries: Pick<Deliveries, 'read' | 'revive'>;
  readonly listing: DeliveryListing;
  readonly events: Pick<EventQueue, 'putAgain'>;
  readonly payloads: Payloads;
  readonly queues: Readonly<Record<WatchedQueue, Pick<Queue, 'depth'>>>;
  /** Versions put on the queue since the start, of one tenant or of all. */
  collected(tenantId?: string): Promise<number>;
}

export function deliveryDesk({
  storage,
  destinations,
  forwarder,
}: Pick<Services, 'storage' | 'destinations' | 'forwarder'>): DeliveryDesk {
  const { tables, containers, queues } = storage;
  return {
    destinations,
    letters: lettersOf({ table: tables.deadletters, container: containers.deadletters }),
    deliveries: forwarder.deliveries,
    listing: deliveryListing(tables.deliveries),
    events: forwarder.events,
    payloads: payloadStore(containers.payloads),
    queues,
    collected: (tenantId) => collectedVersions(tables.checkpoints, tenantId),
  };
}
