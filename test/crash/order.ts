import type { Arrived } from './accounts';
import { grouped } from './grouped';
import { isOlder, recordKey } from './versions';

/** Whether an event that was sent there was once unrecorded when the app was killed. */
export type WasCutOff = (event: Arrived) => boolean;

/**
 * What one destination received, in its order: the last version of a record must be the newest it ever had, and an older one
 * may come after a newer one only where nobody could know that the newer one had arrived.
 */
export function judgeOrder(delivered: readonly Arrived[], wasCutOff: WasCutOff): string[] {
  return [...grouped(delivered, recordKey)].flatMap(([record, versions]) => {
    const last = versions.at(-1);
    if (!last || versions.length === 1) return [];
    const newer = versions.find((each) => each.id !== last.id && isOlder(last, each));
    if (newer) return [`ORDER: ${record} at ${last.destination}: event ${last.id} came last, and ${newer.id} is newer`];
    return versions.flatMap((each, index) => {
      const before = versions.slice(0, index).find((other) => other.id !== each.id && isOlder(each, other));
      if (!before || wasCutOff(before)) return [];
      return [`ORDER: ${record} at ${each.destination}: event ${each.id} came after the newer ${before.id}`];
    });
  });
}
