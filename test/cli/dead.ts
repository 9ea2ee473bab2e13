import { waitingOf } from '../../shared/delivery/deliveries/delivery-row';
import type { CollectedEvent } from '../../shared/events/event';
import type { Delivering } from './delivering';

export const delivered = () => ({ kind: 'delivered' }) as const;
const refuse = () => ({ kind: 'rejected', reason: 'answered 422' }) as const;

/** Collects events that siem refuses, and which it would take from now on. Resolves to the keys of their letters. */
export async function dead({ world, collect }: Delivering, ...events: readonly CollectedEvent[]) {
  world.receiver('siem').answer = refuse;
  await collect(...events);
  world.receiver('siem').answer = delivered;
  return events.map(({ attributes }) => `siem/${attributes.id.slice(0, 10)}`);
}

export const replay = ({ run }: Delivering, ...typed: readonly string[]) => run(['dead-letters', 'replay', ...typed]);

export const lettersLeft = async ({ json }: Delivering) => (await json('dead-letters', 'list')).letters.length;

/** collected, delivered, superseded, dead, waiting of one destination. */
export async function sumOf({ desk }: Delivering, destination = 'siem') {
  const counts = (await desk.listing.sums(['siem', 'tickets'])).byDestination.get(destination);
  return counts && [counts.collected, counts.delivered, counts.superseded, counts.dead, waitingOf(counts)];
}
