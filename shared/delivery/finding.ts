import type { Outcome } from '../destinations/destination';
import type { Held } from './deliveries/deliveries';
import type { Delivery } from './deliveries/passage';

/** An outcome that isn't an end yet, or a bad one. */
export type Failed = Exclude<Outcome, { kind: 'delivered' }>;

/** Ends that are recorded already: nothing is left to be done for this destination. */
export type Settled = 'delivered' | 'filtered' | 'repeat' | 'superseded';

/** Where one message stands with one destination, as `attempt.ts` found it. */
export type Finding = { readonly destination: string; readonly delivery: Delivery } & (
  | { readonly found: 'settled'; readonly as: Settled; readonly reason?: string }
  /** `openUntilMs`: it was the destination that failed, and its circuit is open until then. */
  | { readonly found: 'failed'; readonly outcome: Failed; readonly held: Held; readonly openUntilMs?: number }
  /** Nothing may be sent until a person, or a probe, says so: it is paused, or its row is malformed. */
  | { readonly found: 'paused'; readonly reason: string; readonly held?: Held }
  /** Its circuit is open: nothing is sent before `untilMs`. */
  | { readonly found: 'unreachable'; readonly reason: string; readonly untilMs: number; readonly held: Held }
  /** Another version of the record is being sent there just now. */
  | { readonly found: 'busy' }
  /** Nothing can ever be sent: there is no such destination, or the payload is lost. */
  | { readonly found: 'hopeless'; readonly reason: string }
);
