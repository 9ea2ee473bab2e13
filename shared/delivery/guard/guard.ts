import type { Outcome } from '../../destinations/destination';
import type { ConfiguredDestination, ReadyDestination } from '../../destinations/row';
import { RelayError } from '../../errors';
import { admission } from './admission';
import { SharedChecks } from './checks';
import { closeCircuit, probeFailed, sendFailed } from './circuit';
import type { Concern, DestinationGuard, GuardParts } from './contract';
import { Memories } from './memory';
import { judgeMisconfigured } from './misconfigured';
import { probePaused } from './probe-paused';

export type { Admission, Concern, DestinationGuard, GuardParts, ProbeSummary } from './contract';

/** One for the whole process: failures in a row are counted in memory. */
export function destinationGuard(parts: GuardParts): DestinationGuard {
  const tools = { ...parts, memories: new Memories(), checks: new SharedChecks(parts.clock) };
  return {
    admit: admission(parts),
    probePaused: (deadlineMs) => probePaused(tools, deadlineMs),
    async learn(ready, eventId, outcome) {
      try {
        return await learn(tools, ready, eventId, outcome);
      } catch (error) {
        if (!(error instanceof RelayError)) throw error;
        const reason = `what its answer says about it can't be kept: ${error.message}`;
        parts.log('warn', 'destination.attention', { destination: ready.name, reason });
        return 'event';
      }
    },
  };
}

type Tools = GuardParts & { readonly memories: Memories; readonly checks: SharedChecks };

async function learn(tools: Tools, ready: ReadyDestination, eventId: string, outcome: Outcome): Promise<Concern> {
  if (outcome.kind === 'delivered' || outcome.kind === 'rejected') {
    tools.memories.of(ready).answered(outcome.kind);
    if (ready.circuit && wasProbe(ready, await latest(tools, ready))) await closeCircuit(tools, ready);
    return 'event';
  }
  const current = await latest(tools, ready);
  if (current?.state === 'paused') return 'paused';
  // Its settings were changed while the event was on its way: that was about the old ones.
  if (current?.state !== 'ready' || current.revision !== ready.revision) return 'event';
  if (outcome.kind === 'misconfigured') return judgeMisconfigured(tools, ready, eventId, outcome.reason);
  if (!current.circuit) await sendFailed(tools, ready, eventId, outcome);
  // Else it was on its way when the circuit opened, which says nothing new.
  else if (wasProbe(ready, current)) await probeFailed(tools, ready, outcome);
  const after = await latest(tools, ready);
  return after?.state === 'ready' && after.circuit ? { openUntilMs: after.circuit.untilMs } : 'event';
}

async function latest({ destinations }: GuardParts, { name }: ReadyDestination) {
  return (await destinations.all()).find((each) => each.name === name);
}

/** Only a probe is let through by a circuit that was open when it was asked; and it may have been opened anew since. */
function wasProbe({ circuit }: ReadyDestination, current: ConfiguredDestination | undefined): boolean {
  if (current?.state !== 'ready' || !current.circuit) return false;
  return circuit?.sinceMs === current.circuit.sinceMs;
}
