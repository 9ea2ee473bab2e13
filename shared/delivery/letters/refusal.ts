import type { Version } from '../deliveries/version';

/** Why a letter can't be sent again, or not without being forced. */
export type Refusal =
  /** It belongs to none, and none was named. */
  | { readonly why: 'no-destination' }
  | { readonly why: 'destination-gone'; readonly destination: string }
  /** What was kept is no event. */
  | { readonly why: 'no-event'; readonly reason: string }
  /** The blob that the row points at is gone. */
  | { readonly why: 'content-gone' }
  /** Only the envelope was kept, and the data is still lost. */
  | { readonly why: 'payload-lost'; readonly reason: string }
  /** Not when forced. `at`: RFC 3339, where it is known. */
  | { readonly why: 'newer-delivered'; readonly newer: Version; readonly at?: string }
  /** Not when forced: the destination has this very version, or its filter kept it out. */
  | {
      readonly why: 'ended';
      readonly as: 'delivered' | 'filtered' | 'superseded';
      readonly at?: string;
      readonly reason?: string;
    }
  /** Its attributes alone are more than the queue takes. */
  | { readonly why: 'too-large'; readonly reason: string };
