import type { CollectedEvent } from '../events/event';

/** How a delivery ended. A destination answers with a value; it throws only for a bug. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** Try again later; `afterMs` when the receiver said when. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** Retrying can't help until a person changes a setting (401, 403, 404, 410). */
  | { readonly kind: 'misconfigured'; readonly reason: string }
  /** This event will never be taken. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** One configured receiver. */
export interface Destination {
  send(event: CollectedEvent): Promise<Outcome>;
  /** Whether it would take an event at all: the outcome of a marked test event, sent as a real one is. */
  check(): Promise<Outcome>;
}
