import type { RegisteredRow } from '../../../shared/destinations/registration';
import { isoOf } from '../../../shared/instant';
import { cellText } from '../../../shared/storage/cells';
import type { Json } from '../../json';
import { filterOf } from './filter-in-words';
import { stateOf } from './state';

/** A destination for programs: without its settings, because a URL can carry a token. */
export function destinationJson({ row, configured, faults }: RegisteredRow): Readonly<Record<string, Json>> {
  const text = (column: string) => cellText(row.columns[column]) || undefined;
  return {
    name: row.rowKey,
    type: text('type'),
    format: text('format') ?? 'raw',
    state: stateOf(configured),
    ...(configured?.state === 'paused' && {
      pausedBy: configured.pausedBy,
      since: isoOf(configured.sinceMs),
      reason: text('statusReason'),
      probedAt: isoOf(configured.probedMs),
    }),
    ...(configured?.state === 'ready' &&
      configured.circuit && {
        since: isoOf(configured.circuit.sinceMs),
        reason: configured.circuit.reason,
        nextProbeAt: isoOf(configured.circuit.untilMs),
      }),
    filter: filterOf(row) ?? null,
    heartbeat: configured?.heartbeat ?? false,
    ...(faults.length > 0 && { faults }),
  };
}
