import type { Clock } from '../clock';
import { messageOf, RelayError } from '../errors';
import type { Log } from '../telemetry/log';

/** One of the things that are looked after every five minutes. */
export interface Chore {
  readonly name: string;
  /** Begins nothing after `deadlineMs` (an instant of the clock); resolves to what it did, in numbers. */
  readonly work: (deadlineMs: number) => Promise<Readonly<Record<string, number>>>;
}

/**
 * Does all chores at the same time, so that none waits for another, and none stops another when it fails. A fault that
 * the next run may not meet again is logged; a bug is thrown once all have ended.
 */
export async function housekeep(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  chores: readonly Chore[],
  deadlineMs: number,
): Promise<void> {
  const results = await Promise.allSettled(
    chores.map(async ({ name, work }) => {
      const began = clock.now();
      try {
        const done = await work(deadlineMs);
        log('info', 'housekeep.finished', { chore: name, ...done, durationMs: clock.now() - began });
      } catch (error) {
        const code = error instanceof RelayError ? error.code : undefined;
        log('error', 'housekeep.failed', { chore: name, code, reason: messageOf(error) });
        if (!code) throw error;
      }
    }),
  );
  const bug = results.find((result) => result.status === 'rejected');
  if (bug) throw bug.reason;
}
