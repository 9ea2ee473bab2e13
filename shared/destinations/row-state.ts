import { msOf } from '../instant';
import { cellText } from '../storage/cells';
import type { Columns } from '../storage/tables';

/** A destination that doesn't answer: nothing is sent before `untilMs`, and then one event as a probe. */
export interface Circuit {
  /** Milliseconds since the epoch, as all instants here. */
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Waits in a row: 1 when it opened, one more with every probe that failed. */
  readonly failures: number;
  readonly reason: string;
}

/** Columns that the relay writes by itself, beside what people write. Absent columns stay as they are. */
export interface StateColumns {
  readonly status?: 'enabled' | 'paused';
  readonly statusReason?: string;
  /** RFC 3339, as all instants of the row; an empty text clears a column. */
  readonly statusSince?: string;
  /** `relay`; anything else, also nothing, means a person. */
  readonly statusBy?: 'relay' | 'person' | '';
  readonly probedAt?: string;
  readonly circuitSince?: string;
  /** Empty or absent: the circuit is closed. */
  readonly circuitUntil?: string;
  readonly circuitFailures?: number;
  readonly circuitReason?: string;
}

/** Lenient: what can't be read counts as absent, so that a slip in these columns never stops a destination. */
export function readCircuit(columns: Columns): Circuit | undefined {
  const untilMs = readInstant(columns, 'circuitUntil');
  if (untilMs === undefined) return undefined;
  const failures = Number(cellText(columns.circuitFailures));
  return {
    sinceMs: readInstant(columns, 'circuitSince') ?? untilMs,
    untilMs,
    failures: Number.isSafeInteger(failures) && failures > 0 ? failures : 1,
    reason: cellText(columns.circuitReason) || 'it does not answer',
  };
}

/** Milliseconds since the epoch; undefined when the column has no instant. */
export function readInstant(columns: Columns, name: keyof StateColumns): number | undefined {
  return msOf(cellText(columns[name]));
}
