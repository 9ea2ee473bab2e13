import type { Evidence } from './accounts';
import { type OpenWindows, sendKey } from './wire/journal';

/** What the relay asks of each API at once, by the end of a target. */
const mostInAPage: Readonly<Record<string, number>> = { 'defender-xdr': 100, 'defender-endpoint': 500 };
/** The host's `batchSize` 16 and `newBatchThreshold` 8 (host.json). */
const mostInFlight = 24;

/**
 * Each crash lets an event be sent once more to a destination that had taken it, while no row said so yet. A page that is
 * collected again, a message that comes again or is put back again repeat nothing.
 */
export function judgeRepeats({
  delivered,
  deliveredBefore,
  windows,
}: Pick<Evidence, 'delivered' | 'deliveredBefore' | 'windows'>) {
  const allowed = counted(windows.flatMap(({ unrecorded }) => unrecorded));
  const earlier = new Set(delivered.slice(0, deliveredBefore).map(sendKey));
  const problems: string[] = [];
  let duplicates = 0;
  for (const [send, times] of counted(delivered.slice(deliveredBefore).map(sendKey))) {
    const extra = earlier.has(send) ? times : times - 1;
    duplicates += extra;
    const most = allowed.get(send) ?? 0;
    if (extra > most) problems.push(`DUPLICATE: ${send} came ${extra} times too often; ${most} are explained`);
  }
  return { problems, duplicates, mayRepeat: [...allowed.values()].reduce((sum, times) => sum + times, 0) };
}

/** More than a page of a target, or than the host takes at once, is never under way. */
export function tooWide({ collecting, forwarding }: OpenWindows): string[] {
  const pages = [...collecting].filter(([target, ids]) => ids.length > (mostInAPage[target.split('/')[1] ?? ''] ?? 0));
  return [
    ...pages.map(([target, ids]) => `${ids.length} events of ${target} were queued before the checkpoint was saved`),
    ...(forwarding.length > mostInFlight ? [`${forwarding.length} messages were in flight at once`] : []),
  ];
}

function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
