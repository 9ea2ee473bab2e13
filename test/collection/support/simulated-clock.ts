import type { Clock } from '../../../shared/clock';

/**
 * Simulated time for many things at once: when everybody waits, the clock jumps to whoever is due first. A minute of a
 * fleet takes as long as computing it.
 */
export class SimulatedClock implements Clock {
  private readonly sleepers: { at: number; wake: () => void }[] = [];

  constructor(private ms: number) {}

  now(): number {
    return this.ms;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ at: this.ms + Math.max(0, ms), wake }));
  }

  /** Lets time pass until `work` is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isDone) break;
      this.wakeNext();
    }
    return done;
  }

  private wakeNext(): void {
    const next = this.sleepers.reduce<number>((best, { at }, index) => {
      return best < 0 || at < (this.sleepers[best]?.at ?? 0) ? index : best;
    }, -1);
    const [sleeper] = next < 0 ? [] : this.sleepers.splice(next, 1);
    if (!sleeper) return;
    this.ms = Math.max(this.ms, sleeper.at);
    sleeper.wake();
  }
}
