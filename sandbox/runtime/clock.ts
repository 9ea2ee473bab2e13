/** Time for the timer triggers. Tests give one that they move by hand. */
export interface RuntimeClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds (at most 2^31 - 1); the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: RuntimeClock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
