import type { ConfiguredDestination, PausedDestination } from '../../destinations/row';
import { isPauseProbeDue, pauseProbeTaken, resumedByRelay, stalePauseCleared } from '../../destinations/transitions';
import { minute } from '../../duration';
import { RelayError } from '../../errors';
import { inParallel } from '../../parallel';
import type { SharedChecks } from './checks';
import type { DestinationGuard, GuardParts, ProbeSummary } from './contract';

const betweenProbesMs = 15 * minute;
/** Probes at the same time; each may take the 20 seconds after which a receiver is given up. */
const atOnce = 8;

type Parts = GuardParts & { readonly checks: SharedChecks };

export async function probePaused(parts: Parts, deadlineMs: number): ReturnType<DestinationGuard['probePaused']> {
  const { destinations, clock, log } = parts;
  let [probed, resumed] = [0, 0];
  await inParallel(atOnce, await destinations.all(), async (each) => {
    if (clock.now() >= deadlineMs) return;
    try {
      const summary = await attend(parts, each);
      [probed, resumed] = [probed + summary.probed, resumed + summary.resumed];
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      log('warn', 'destination.attention', { destination: each.name, reason: error.message });
    }
  });
  return { probed, resumed };
}

async function attend(parts: Parts, each: ConfiguredDestination): Promise<ProbeSummary> {
  const dueMs = parts.clock.now() - betweenProbesMs;
  if (each.state === 'ready' && each.stalePause) await parts.destinations.change(each.name, stalePauseCleared());
  if (!isPauseProbeDue(each, dueMs) || !each.destination) return { probed: 0, resumed: 0 };
  return probe(parts, each.name, dueMs);
}

/** The probe is taken in the row first, so that of several instances one sends it. */
async function probe({ destinations, checks, clock, log }: Parts, name: string, dueMs: number): Promise<ProbeSummary> {
  const { changed, current } = await destinations.change(name, pauseProbeTaken(dueMs, clock.now()));
  if (!changed || !isProbeable(current)) return { probed: 0, resumed: 0 };
  const outcome = await checks.anew(current);
  if (outcome.kind !== 'delivered') return { probed: 1, resumed: 0 };
  const resumption = await destinations.change(name, resumedByRelay(current.revision, clock.now()));
  if (!resumption.changed) return { probed: 1, resumed: 0 };
  log('info', 'destination.recovered', {
    destination: name,
    ...(current.sinceMs !== undefined && { pausedMs: clock.now() - current.sinceMs }),
  });
  return { probed: 1, resumed: 1 };
}

type Probeable = PausedDestination & Required<Pick<PausedDestination, 'destination'>>;

function isProbeable(current: ConfiguredDestination | undefined): current is Probeable {
  return current?.state === 'paused' && current.destination !== undefined;
}
