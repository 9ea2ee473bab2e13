import type { Clock, Random } from '../clock';
import type { DestinationTable } from '../destinations/table';
import type { EventQueue } from '../events/event-queue';
import type { Payloads } from '../events/payloads';
import type { Log } from '../telemetry/log';
import type { DeadLetters } from './dead-letters';
import type { Deliveries } from './deliveries/deliveries';
import type { DestinationGuard } from './guard/guard';
import type { Routing } from './routing';

export interface ForwardDeps {
  readonly destinations: DestinationTable;
  readonly routing: Routing;
  readonly events: Pick<EventQueue, 'putAgain'>;
  readonly payloads: Pick<Payloads, 'read'>;
  readonly deadLetters: DeadLetters;
  readonly deliveries: Deliveries;
  readonly guard: Pick<DestinationGuard, 'admit' | 'learn'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** DELIVERY_WINDOW */
  readonly deliveryWindowMs: number;
}

/** How many destinations the message was settled with in which way; an unreadable one counts as dead once. */
export interface ForwardSummary {
  readonly delivered: number;
  /** The destination doesn't want it. */
  readonly filtered: number;
  /** A further copy of what has ended already. */
  readonly repeat: number;
  /** The destination has a newer version. */
  readonly superseded: number;
  /** To be tried again. */
  readonly again: number;
  /** Waiting for a destination that takes nothing now, for the first one, or for another version to be sent. */
  readonly waiting: number;
  readonly dead: number;
}

export const nothing: ForwardSummary = {
  delivered: 0,
  filtered: 0,
  repeat: 0,
  superseded: 0,
  again: 0,
  waiting: 0,
  dead: 0,
};
