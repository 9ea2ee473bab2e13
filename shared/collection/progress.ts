import type { Ticks } from '../instant';

/**
 * A closed range `[from, to)` of last updates that still has to be read, behind the live cursor: history, what a full
 * page split off, what came while the tenant was suspended, or a second reading for late arrivals.
 */
export interface Range {
  readonly from: Ticks;
  readonly to: Ticks;
  /** It was read completely once; it is read again, not before this instant of the API's clock. */
  readonly againAt?: Ticks;
  /** Only this much of its newest end is read at once. */
  readonly step?: Ticks;
  /** So many of its records were on the page that split it off: fewer mean that the API rounded the bounds. */
  readonly expected?: number;
  /** All records of one millisecond, told apart by when they were created. */
  readonly created?: { readonly from?: Ticks; readonly to?: Ticks };
  /** Nothing tells its records apart: pages by offset, in passes until one brings nothing unseen. */
  readonly pass?: Pass;
  /** A record in it was too large to be read, and was passed over: with `againAt`, the day it is tried again. */
  readonly tooLarge?: boolean;
}

/** Where a pass by offset is. */
export interface Pass {
  readonly skip: number;
  readonly broughtUnseen: boolean;
  /** Of the page before, to be told when the offset makes no difference. */
  readonly fingerprint?: string;
  /** So many records in a row were passed over, because they were too large to be read. */
  readonly passedOver?: number;
}

/** How far one source of one tenant is read. */
export interface Progress {
  /**
   * Instants of the API's clock, ascending; the last is the live cursor: everything before it was read once or is owed.
   * What was updated before the first was also read again `COLLECT_OVERLAP` later, or is owed again. Empty: never read.
   */
  readonly marks: readonly Ticks[];
  /** At most `maxRanges`. */
  readonly owed: readonly Range[];
  /** The API rounds bounds to more than milliseconds: what fills a page within a second is read in passes. */
  readonly coarse?: boolean;
  /** The API refuses an upper bound: owed ranges are read open towards the present, in passes. */
  readonly openOnly?: boolean;
}

export const neverRead: Progress = { marks: [], owed: [] };

export function cursorOf(progress: Progress): Ticks | undefined {
  return progress.marks.at(-1);
}

/** What the rules need to know of one answer. */
export interface PageFacts {
  /** As many records as asked for, or a next link: not complete, whatever it holds. */
  readonly full: boolean;
  /** The answer's `Date`; undefined when it had none, and then no cursor moves past what was seen. */
  readonly apiTime?: Ticks;
  readonly records: readonly RecordFacts[];
  /** The same for the same versions in any order. */
  readonly fingerprint?: string;
}

export interface RecordFacts {
  readonly updated?: Ticks;
  readonly created?: Ticks;
  /** Its version had not been sent before. */
  readonly unseen: boolean;
}

/** How the rules are tuned; all in ticks. */
export interface Tuning {
  readonly overlap: Ticks;
  /** How far back a new tenant's history goes. */
  readonly lookback: Ticks;
  /** How much of history is asked for at first. */
  readonly firstStep: Ticks;
}

/** How many of the page's records lie in a range. */
export function within({ from, to }: { readonly from: Ticks; readonly to: Ticks }, page: PageFacts): number {
  return updatesOf(page).filter((updated) => updated >= from && updated < to).length;
}

export function updatesOf({ records }: PageFacts): Ticks[] {
  return records.flatMap(({ updated }) => (updated === undefined ? [] : [updated]));
}
