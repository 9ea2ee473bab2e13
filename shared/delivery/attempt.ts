import type { Destination, Outcome } from '../destinations/destination';
import { RelayError } from '../errors';
import type { CollectedEvent } from '../events/event';
import type { Finding } from './decide';
import type { Owed } from './plan';

/** Sends the event to every destination it is owed to, all at once; none can delay or stop another. */
export function attemptAll(event: CollectedEvent, owed: readonly Owed[]): Promise<readonly Finding[]> {
  return Promise.all(owed.map((each) => attempt(event, each)));
}

async function attempt(event: CollectedEvent, { name, configured, gone }: Owed): Promise<Finding> {
  if (configured?.state !== 'ready') return withoutSending({ name, configured, gone });
  return { destination: name, outcome: await outcomeOf(configured.destination, event) };
}

/** What can be said of a destination that nothing can be sent to now. */
export function withoutSending({ name, configured, gone }: Owed): Finding {
  if (!configured) return { destination: name, hopeless: gone };
  return { destination: name, waits: configured.state === 'ready' ? 'no attempt was made' : configured.reason };
}

/**
 * A destination throws only for a bug. Rethrowing would send the event again to those that have it already, so the
 * bug is an ordinary failure of this one: tried again, and in the end in the dead letters with its name.
 */
async function outcomeOf(destination: Destination, event: CollectedEvent): Promise<Outcome> {
  try {
    return await destination.send(event);
  } catch (error) {
    return { kind: 'retry', reason: `a bug in the relay, please report it: ${describeBug(error)}` };
  }
}

/** A foreign error's message may quote the payload (those of JSON.parse do), so only its name and place are told. */
function describeBug(error: unknown): string {
  if (error instanceof RelayError) return error.message;
  if (!(error instanceof Error)) return 'something other than an error was thrown';
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name} ${place?.trim().replace(/[^\s(]*[\\/]/, '') ?? ''}`.trim();
}
