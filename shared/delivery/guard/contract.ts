import type { Clock } from '../../clock';
import type { Outcome } from '../../destinations/destination';
import type { ReadyDestination } from '../../destinations/row';
import type { DestinationTable } from '../../destinations/table';
import type { Log } from '../../telemetry/log';

/** What the guard of destinations works with. */
export interface GuardParts {
  readonly destinations: DestinationTable;
  readonly clock: Clock;
  readonly log: Log;
}

export type Admission =
  | { readonly kind: 'send' }
  /** `untilMs`: milliseconds since the epoch; nothing is sent before. */
  | { readonly kind: 'wait'; readonly reason: string; readonly untilMs: number };

/**
 * Whom an outcome concerns: only this event; or the destination, which is paused now, or whose circuit is open until an
 * instant (milliseconds since the epoch): then the event waits with all the others.
 */
export type Concern = 'event' | 'paused' | { readonly openUntilMs: number };

export interface ProbeSummary {
  readonly probed: number;
  readonly resumed: number;
}

/**
 * Stands before every destination: lets nothing through to one that doesn't answer but a probe now and then, and pauses
 * one that refuses everything until it takes events again.
 */
export interface DestinationGuard {
  /**
   * Right before a send: may it go now? While the circuit is open nothing goes before `untilMs`; the first that asks
   * afterwards, over all instances, is the probe, and everybody else goes on waiting. Never rejects for storage.
   */
  admit(ready: ReadyDestination): Promise<Admission>;
  /**
   * After a send, with what was admitted: what the outcome says about the destination itself. Never rejects for storage:
   * the outcome of the send counts, whether or not what it means could be kept.
   */
  learn(ready: ReadyDestination, eventId: string, outcome: Outcome): Promise<Concern>;
  /**
   * Checks every destination that the relay paused, at most every 15 minutes, and resumes those that take the test event.
   * One paused by a person is left alone. Begins none after `deadlineMs` (an instant of the clock). Rejects
   * `storage_failed` when the table can't be read.
   */
  probePaused(deadlineMs: number): Promise<ProbeSummary>;
}
