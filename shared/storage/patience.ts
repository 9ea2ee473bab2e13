import { second } from '../duration';

/** How long a call to storage may take. The SDKs themselves wait for an answer without end. */
export interface Patience {
  /** Milliseconds until a try is given up, the SDK's own repeats of what is refused included. */
  readonly tryMs: number;
  readonly tries: number;
}

/** A call fails after half a minute, so that a run still has time to end in order. */
export const usualPatience: Patience = { tryMs: 10 * second, tries: 3 };

/** Milliseconds that the SDKs wait before they repeat what was refused: together less than a try. */
export const repeatDelays = { retryDelayInMs: second, maxRetryDelayInMs: 3 * second } as const;

/**
 * Does `work` until it settles, and anew when nothing came back in time: the next try gets a connection of its own,
 * instead of one that a firewall or load balancer dropped silently. A try that was given up may have done its work all
 * the same, as when an answer is lost on its way: a row of ours may then look as if somebody else had changed it.
 * Rejects as `work` does, or with an error that says how long it was waited for.
 */
export async function patiently<T>(
  { tryMs, tries }: Patience,
  work: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  let cause: unknown;
  for (let made = 1; made <= tries; made += 1) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), tryMs);
    try {
      return await work(patience.signal);
    } catch (error) {
      if (!patience.signal.aborted) throw error;
      cause = error;
    } finally {
      clearTimeout(timer);
    }
  }
  const waited = `nothing came back within ${tryMs / second} seconds, ${tries} times in a row`;
  const advice = 'Check the address of the storage account, its firewall and private endpoints.';
  throw new Error(`${waited}. ${advice}`, { cause });
}
