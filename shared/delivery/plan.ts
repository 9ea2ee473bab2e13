import type { ConfiguredDestination } from '../destinations/row';
import type { Message } from '../events/message';
import { listOf } from '../storage/cells';

/** One destination that a message is owed to; without `configured` there is none of that name. */
export interface Owed {
  readonly name: string;
  readonly configured: ConfiguredDestination | undefined;
  /** Why, when there is none of that name. */
  readonly gone: string;
}

/**
 * Whom a message is for: whoever still waits for it (`relayowed`), else whom its tenant's row names, else all.
 * Paused and malformed destinations count: what is owed to them waits. Empty when there is no destination at all, or
 * nobody knows which of them the tenant's are.
 */
export function owedBy(
  message: Message,
  routed: readonly string[] | undefined,
  all: readonly ConfiguredDestination[],
): readonly Owed[] {
  const waiting = listOf(message.retry.relayowed ?? '');
  const byName = new Map(all.map((configured) => [configured.name, configured]));
  const asOwed = (gone: string) => (name: string) => ({ name, configured: byName.get(name), gone });
  if (waiting.length > 0)
    return unique(waiting).map(asOwed('the destination was removed while the event waited for it'));
  const misspelt = "the tenant's column destinations names it, but there is no destination of that name";
  if (!routed) return [];
  if (routed.length > 0) return unique(routed).map(asOwed(misspelt));
  return [...byName.keys()].map(asOwed(''));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
