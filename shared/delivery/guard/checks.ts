import type { Clock } from '../../clock';
import type { Destination, Outcome } from '../../destinations/destination';
import { minute } from '../../duration';
import { RelayError } from '../../errors';

/** How long the outcome of a check is believed. */
const believedMs = minute;

export interface Checked {
  readonly name: string;
  readonly revision: string;
  readonly destination: Destination;
}

interface Check {
  readonly revision: string;
  readonly outcome: Promise<Outcome>;
  /** Milliseconds since the epoch; undefined while it is under way. */
  endedMs?: number;
}

/** Checks of destinations, at most one at a time for each, so that a burst of refusals sends one test event. */
export class SharedChecks {
  private readonly checks = new Map<string, Check>();

  constructor(private readonly clock: Clock) {}

  /** The outcome of a check that is under way or not older than a minute, else of a new one. */
  recent(checked: Checked): Promise<Outcome> {
    const known = this.checks.get(checked.name);
    if (known?.revision !== checked.revision) return this.anew(checked);
    const tooOld = known.endedMs !== undefined && this.clock.now() - known.endedMs >= believedMs;
    return tooOld ? this.anew(checked) : known.outcome;
  }

  anew({ name, revision, destination }: Checked): Promise<Outcome> {
    const outcome = outcomeOf(destination).then((ended) => {
      check.endedMs = this.clock.now();
      return ended;
    });
    const check: Check = { revision, outcome };
    this.checks.set(name, check);
    return outcome;
  }

  forget(name: string): void {
    this.checks.delete(name);
  }
}

/** A bug in a check proves nothing about the destination. */
async function outcomeOf(destination: Destination): Promise<Outcome> {
  try {
    return await destination.check();
  } catch (error) {
    // A foreign error's message may quote anything.
    const what = error instanceof RelayError ? error.message : error instanceof Error ? error.name : 'no error';
    return { kind: 'retry', reason: `a bug in the relay, please report it: ${what}` };
  }
}
