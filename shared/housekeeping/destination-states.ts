import type { Clock } from '../clock';
import type { ConfiguredDestination } from '../destinations/row';
import type { DestinationTable } from '../destinations/table';
import type { Log, LogFields } from '../telemetry/log';

export interface DestinationStateDeps {
  readonly destinations: Pick<DestinationTable, 'all'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Stands where a destination's name would; no name has brackets. */
const noDestination = '(none)';

/**
 * How every destination stands, or that there is none, said anew each time: an alarm on the line that a pause began with
 * would be over while the pause isn't. Rejects `storage_failed`.
 */
export async function reportDestinations({
  destinations,
  clock,
  log,
}: DestinationStateDeps): Promise<{ readonly reported: number }> {
  const all = await destinations.all();
  for (const each of all) log('info', 'destination.state', { destination: each.name, ...stateOf(each, clock.now()) });
  if (all.length === 0) log('info', 'destination.state', { destination: noDestination, state: 'none' });
  return { reported: all.length };
}

function stateOf(each: ConfiguredDestination, nowMs: number): LogFields {
  if (each.state === 'malformed') return { state: 'malformed', reason: each.reason };
  const since = (sinceMs: number | undefined) => sinceMs !== undefined && { forMs: Math.max(0, nowMs - sinceMs) };
  if (each.state === 'paused') {
    return { state: `paused-by-${each.pausedBy}`, ...since(each.sinceMs), reason: each.reason };
  }
  if (!each.circuit) return { state: 'ready' };
  return { state: 'circuit-open', ...since(each.circuit.sinceMs), reason: each.circuit.reason };
}
