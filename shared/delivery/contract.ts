import type { Clock, Random } from '../clock';
import type { DestinationTable } from '../destinations/table';
import type { EventQueue } from '../events/event-queue';
import type { Payloads } from '../events/payloads';
import type { Log } from '../telemetry/log';
import type { DeadLetters } from './dead-letters';

export interface ForwardDeps {
  readonly destinations: DestinationTable;
  /** Names of the destinations in the tenant's row; empty, or undefined where there is no such row, means all. */
  readonly routing: (tenantId: string) => Promise<readonly string[] | undefined>;
  readonly events: Pick<EventQueue, 'putAgain'>;
  readonly payloads: Pick<Payloads, 'read'>;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** DELIVERY_WINDOW */
  readonly deliveryWindowMs: number;
}

/** How many destinations the message was settled with in which way; an unreadable one counts as dead once. */
export interface ForwardSummary {
  readonly delivered: number;
  /** To be tried again. */
  readonly again: number;
  /** Waiting for a paused or malformed destination, or for the first one. */
  readonly waiting: number;
  readonly dead: number;
}
