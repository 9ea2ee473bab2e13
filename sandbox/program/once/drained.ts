import type { SimulatedCloud } from '../../cloud/cloud';
import { ticksOf } from '../../cloud/ticks';
import { memberText } from '../../data/raw-json';
import type { CheckpointRow } from '../checkpoints';
import type { SeededSource } from '../fleet/seed';
import { defaultSource, traits } from '../fleet/sources';

/** What still has to happen for a source of a customer before it is drained, or known to be broken; undefined when nothing. */
export function pendingOf(
  customer: Pick<SeededSource, 'id' | 'source' | 'fault' | 'expected'>,
  row: CheckpointRow | undefined,
  cloud: Pick<SimulatedCloud, 'remainingSteps'>,
): string | undefined {
  if (!row) return 'it was never collected';
  if (customer.fault) {
    return row.code === customer.fault.code ? undefined : `its fault isn't known yet, but ${row.code || 'none'}`;
  }
  if (row.state !== 'ok') return `it is ${row.state}: ${row.reason}`;
  const refusals = cloud.remainingSteps(customer.id, traits[customer.source ?? defaultSource].route);
  if (refusals > 0) return `the API still refuses ${refusals} of its calls`;
  if (row.notBefore !== undefined) return `it is parked until ${new Date(row.notBefore).toISOString()}`;
  if (row.unread > 0) return `${row.unread} ranges of its history were never read`;
  const newest = newestUpdate(customer.expected);
  return row.cursor === undefined || row.cursor <= newest ? "its live cursor isn't past the newest record" : undefined;
}

function newestUpdate(records: readonly string[]): bigint {
  let newest = 0n;
  for (const raw of records) {
    const update = ticksOf(JSON.parse(memberText(raw, 'lastUpdateTime') ?? '""')) ?? 0n;
    if (update > newest) newest = update;
  }
  return newest;
}
