import { longestStayMs } from '../../../shared/delivery/stay';
import type { RegisteredRow } from '../../../shared/destinations/registration';
import type { PausedDestination } from '../../../shared/destinations/row';
import { day } from '../../../shared/duration';
import { asArgument } from '../../as-argument';
import { instant, length } from '../../instants';

/** So long before the first of what waits is dead-lettered, a pause becomes a trouble. */
const noticeMs = 5 * day;

export interface Times {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** DELIVERY_WINDOW */
  readonly deliveryWindowMs: number;
}

/** What a person should do about a destination; undefined when nothing. */
export function whatToDo({ configured, faults }: RegisteredRow, { now, deliveryWindowMs }: Times): string | undefined {
  if (!configured) {
    return 'nothing is sent to it. A key can\'t be changed: add it anew with "relay destinations add", and delete this row with Storage Explorer.';
  }
  const name = asArgument(configured.name);
  if (faults.length > 0) {
    return `correct its row in the table destinations, then: relay destinations test ${name}. What is owed to it waits, for 20 days at most.`;
  }
  if (configured.state === 'paused') return aboutPause(configured, name, now);
  if (configured.state === 'ready' && configured.circuit) {
    const window = length(deliveryWindowMs);
    return `find out why it doesn't answer: relay destinations test ${name}. It is tried again by itself; what couldn't be delivered for ${window} (DELIVERY_WINDOW) ends in the dead letters.`;
  }
  return undefined;
}

function aboutPause({ pausedBy, sinceMs }: PausedDestination, name: string, now: number): string | undefined {
  if (pausedBy === 'relay') {
    return `repair what it says, then: relay destinations test ${name}. The next probe resumes it, or at once: relay destinations resume ${name}`;
  }
  const endMs = sinceMs === undefined ? undefined : sinceMs + longestStayMs;
  if (endMs === undefined || now < endMs - noticeMs) return undefined;
  const when = endMs > now ? `From ${instant(endMs, now)} on` : 'Already now';
  return `resume it: relay destinations resume ${name}. ${when}, what has waited 20 days for it ends in the dead letters.`;
}
