import type { Row } from '../../monitoring/alerts/evaluate';
import { minute } from '../../shared/duration';
import { type FaultScenario, faultScenarios } from './faults';
import { otherFaults } from './other-faults';
import { wholeRelay } from './whole-relay';

/** What the relay left in the log tables while something happened. Instants are in milliseconds since the epoch. */
export interface Recording {
  /** As evaluate.ts takes them. */
  readonly rows: readonly Row[];
  /** The very lines that the app wrote: one for each row of AppTraces among `rows`, in the same order. */
  readonly lines: readonly string[];
  /** From here up to `wellMs` all was well. Before it not every timer has run, so nothing can be judged. */
  readonly beganMs: number;
  readonly wellMs: number;
  /** From when on the fault must be seen, and when the recording ends. */
  readonly brokenMs: number;
  readonly endMs: number;
}

export interface Recordings {
  /** By the name of the fault; of those that no alert is about too. */
  readonly faults: ReadonlyMap<string, Recording>;
  /** Three hours in which nothing is ever wrong. */
  readonly healthy: Recording;
}

/** Some seconds of work: whoever judges recordings shares those of alerts-fire.test.ts. */
export async function recordAll(): Promise<Recordings> {
  const faults = new Map<string, Recording>();
  for (const each of [...faultScenarios, ...otherFaults]) faults.set(each.name, await record(each));
  return { faults, healthy: await record({ break: async (relay) => relay.minutes(3 * 60) }) };
}

/** Ten minutes in which all is well, then the fault. */
async function record({ tenants, break: breakIt, settlesMs = 0 }: Omit<FaultScenario, 'name' | 'fires'>) {
  const relay = wholeRelay(tenants);
  const beganMs = relay.clock.now() + 5 * minute;
  await relay.minutes(10);
  const wellMs = relay.clock.now() - 1;
  const brokenMs = relay.clock.now() + settlesMs;
  await breakIt(relay);
  return { rows: relay.rows, lines: relay.lines, beganMs, wellMs, brokenMs, endMs: relay.clock.now() };
}
