import type { FieldOf, WatchedEvent } from '../fields';

/** Timers of functions/index.ts. */
export type TimerName = 'collect' | 'release' | 'housekeep';

/** 0 critical, 1 error (wake somebody), 2 warning (today), 3 informational (this week). */
export type Severity = 0 | 1 | 2 | 3;

/** ISO 8601, of those that Azure Monitor takes. */
export type Window = 'PT5M' | 'PT15M' | 'PT30M' | 'PT1H' | 'P1D';
export type Frequency = 'PT5M' | 'PT15M' | 'PT1H';

export type Watch =
  /** Runs of a timer that succeeded. */
  | { readonly kind: 'runs'; readonly timer: TimerName }
  /** Lines of the app's log. */
  | {
      readonly kind: 'lines';
      readonly events: readonly WatchedEvent[];
      readonly where?: { readonly field: string; readonly in: readonly string[] };
      /** The field that is aggregated; lines are counted where there is none. */
      readonly measure?: string;
      /** One alert for each value of this field, so that one that lasts doesn't hide the next. */
      readonly splitBy?: string;
    }
  /** Entries of the workspace's own log whose text contains this. */
  | { readonly kind: 'workspace'; readonly detail: string };

export interface Condition {
  /** `Count` of nothing is 0; the others of nothing are no result, which never fires. */
  readonly aggregation: 'Count' | 'Maximum' | 'Minimum';
  readonly operator: 'GreaterThan' | 'LessThan' | 'LessThanOrEqual';
  readonly threshold: number;
}

/** Of how many windows, one behind the other up to the evaluation, the condition must hold in how many. */
export interface Failing {
  readonly of: number;
  readonly min: number;
}

/** One alert rule: query, Bicep and the check against recorded lines all come from this. */
export interface Alert {
  /** Also the anchor of its section in docs/runbook.md. */
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly watch: Watch;
  readonly condition: Condition;
  /** How far back each evaluation looks, and how often there is one. */
  readonly window: Window;
  readonly frequency: Frequency;
  /** One window is enough where it isn't said. */
  readonly failing?: Failing;
  /** For who is woken by it. */
  readonly means: string;
}

interface LineOptions<E extends WatchedEvent> {
  readonly where?: { readonly field: FieldOf<E>; readonly in: readonly string[] };
  readonly measure?: FieldOf<E>;
  readonly splitBy?: FieldOf<E>;
}

/** Lines of these events; fields are checked to exist in all of them. */
export function lines<E extends WatchedEvent>(events: readonly E[], options: LineOptions<E> = {}): Watch {
  return { kind: 'lines', events, ...options };
}

export const anyAtAll: Condition = { aggregation: 'Count', operator: 'GreaterThan', threshold: 0 };
export const noneAtAll: Condition = { aggregation: 'Count', operator: 'LessThan', threshold: 1 };

export function above(threshold: number): Condition {
  return { aggregation: 'Maximum', operator: 'GreaterThan', threshold };
}

/** In every row of the window. */
export function alwaysAbove(threshold: number): Condition {
  return { aggregation: 'Minimum', operator: 'GreaterThan', threshold };
}

export const often = { window: 'PT15M', frequency: 'PT5M' } as const;

/** For what is said every minute while it lasts: in two of three times five minutes, so that one bad minute wakes nobody. */
export const lasting = { window: 'PT5M', frequency: 'PT5M', failing: { of: 3, min: 2 } } as const;
export const inOneWindow: Failing = { of: 1, min: 1 };
