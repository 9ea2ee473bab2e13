import type { RegisteredRow } from '../../../shared/destinations/registration';
import type { ConfiguredDestination, PausedDestination } from '../../../shared/destinations/row';
import { cellText } from '../../../shared/storage/cells';
import { instant } from '../../instants';

/** How a destination is, for programs. `invalid`: the row is no destination at all, because of its keys. */
export type StateName = 'ready' | 'paused' | 'unreachable' | 'malformed' | 'invalid';

export function stateOf(configured: ConfiguredDestination | undefined): StateName {
  if (!configured) return 'invalid';
  return configured.state === 'ready' && configured.circuit ? 'unreachable' : configured.state;
}

/** The same for people. `now`: milliseconds since the epoch. */
export function stateInWords({ configured, faults, row }: RegisteredRow, now: number): string {
  if (!configured) return `no destination: ${faults.join(' ')}`;
  if (configured.state === 'malformed') return `malformed: ${faults.join(' ')}`;
  if (configured.state === 'paused') {
    const reason = cellText(row.columns.statusReason);
    return [pauseInWords(configured, reason, now), ...faults.map((fault) => `malformed: ${fault}`)].join('; ');
  }
  const { circuit } = configured;
  if (!circuit) return 'ready';
  const next = circuit.untilMs <= now ? 'probed with its next event' : `next probe at ${instant(circuit.untilMs, now)}`;
  return `unreachable since ${instant(circuit.sinceMs, now)}, ${next}: ${circuit.reason}`;
}

/** `paused by a person since … because …`; `reason` may be empty. */
export function pauseInWords(paused: PausedDestination, reason: string, now: number): string {
  const { pausedBy, sinceMs } = paused;
  const since = sinceMs === undefined ? '' : ` since ${instant(sinceMs, now)}`;
  const why = reason && ` because ${reason}`;
  if (pausedBy === 'person') return `paused by a person${since}${why}`;
  return `paused by the relay${since}${why}; ${probesInWords(paused, now)}`;
}

function probesInWords({ destination, probedMs }: PausedDestination, now: number): string {
  if (!destination) return 'not probed, because its settings are malformed';
  const last = probedMs === undefined ? 'not yet' : `last at ${instant(probedMs, now)}`;
  return `probed every 15 minutes, ${last}`;
}
