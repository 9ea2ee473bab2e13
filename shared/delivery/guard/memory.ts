import type { ReadyDestination } from '../../destinations/row';
import type { Concern } from './contract';

/** That many different events in a row must fail before it is the destination that fails. */
export const failuresToOpen = 5;
export const refusalsToPause = 3;

/** What this process remembers of one destination: a handful of event ids, forgotten with its first success. */
export class Memory {
  /** Writes under way, which further failures needn't start again. */
  opening = false;
  pausing: Promise<Concern> | undefined;
  private readonly failed = new Set<string>();
  private readonly refused = new Set<string>();

  constructor(readonly revision: string) {}

  /** A receiver that rejects an event isn't down; one that takes it has nothing wrong with its settings either. */
  answered(how: 'delivered' | 'rejected'): void {
    this.failed.clear();
    if (how === 'delivered') this.refused.clear();
  }

  forgetFailures(): void {
    this.failed.clear();
  }

  forgetRefusals(): void {
    this.refused.clear();
  }

  /** Whether enough different events in a row have failed now. */
  countFailure(eventId: string): boolean {
    return count(this.failed, eventId, failuresToOpen);
  }

  /** Whether enough different events, none succeeding between, have been refused for a fault of settings now. */
  countRefusal(eventId: string): boolean {
    return count(this.refused, eventId, refusalsToPause);
  }
}

function count(events: Set<string>, eventId: string, enough: number): boolean {
  if (events.size < enough) events.add(eventId);
  return events.size >= enough;
}

export class Memories {
  private readonly byName = new Map<string, Memory>();

  /** Of this revision of its settings; changed settings begin with a clean slate. */
  of({ name, revision }: Pick<ReadyDestination, 'name' | 'revision'>): Memory {
    const known = this.byName.get(name);
    if (known?.revision === revision) return known;
    const memory = new Memory(revision);
    this.byName.set(name, memory);
    return memory;
  }
}
