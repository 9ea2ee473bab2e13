import type { ConfiguredDestination, ReadyDestination } from '../../destinations/row';
import type { Change } from '../../destinations/table';
import { circuitProbeTaken, isCircuitProbeDue } from '../../destinations/transitions';
import { minute, second } from '../../duration';
import { RelayError } from '../../errors';
import type { Admission, DestinationGuard, GuardParts } from './contract';

/** A probe that has said nothing by then is given up; longer than a send takes to time out. */
const probeMs = 30 * second;
/** What was paused since the event was planned: by the next look at it, its row says so. */
const pausedMs = minute;

/** Decides before each send from the row as it was read last, so that an open circuit costs no reading. */
export function admission({ destinations, clock, log }: GuardParts): DestinationGuard['admit'] {
  const claims = new Map<string, Promise<Change>>();

  /** The probe is taken in the row, so that over all instances one takes it; here one tries it for all that ask. */
  const take = (name: string): Promise<Change> => {
    const nowMs = clock.now();
    const claim = destinations
      .change(name, circuitProbeTaken(nowMs, nowMs + probeMs))
      .finally(() => claims.delete(name));
    claims.set(name, claim);
    return claim;
  };

  /** The row as it was read last; an older one is better than none. */
  const latest = async (ready: ReadyDestination): Promise<ConfiguredDestination> => {
    try {
      return (await destinations.all()).find(({ name }) => name === ready.name) ?? ready;
    } catch (error) {
      if (error instanceof RelayError) return ready;
      throw error;
    }
  };

  return async (ready) => {
    const current = await latest(ready);
    if (!isCircuitProbeDue(current, clock.now())) return judge(current, clock.now());
    const claimed = claims.get(ready.name);
    try {
      const { changed, current: after } = await (claimed ?? take(ready.name));
      if (changed && !claimed) return { kind: 'send' };
      return judge(after ?? current, clock.now());
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      if (!claimed) log('warn', 'destination.attention', { destination: ready.name, reason: error.message });
      return judge(current, clock.now());
    }
  };
}

/** For everybody but the probe. */
function judge(current: ConfiguredDestination, nowMs: number): Admission {
  if (current.state !== 'ready') return { kind: 'wait', reason: current.reason, untilMs: nowMs + pausedMs };
  const { circuit } = current;
  if (!circuit) return { kind: 'send' };
  const untilMs = circuit.untilMs > nowMs ? circuit.untilMs : nowMs + probeMs;
  return { kind: 'wait', reason: `it does not answer, and is only probed: ${circuit.reason}`, untilMs };
}
