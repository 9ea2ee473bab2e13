import type { Clock } from '../../../shared/clock';

/** A clock that stands still until it is moved; sleeping moves it. */
export class FakeClock implements Clock {
  constructor(private ms: number) {}

  now(): number {
    return this.ms;
  }

  async sleep(ms: number): Promise<void> {
    this.ms += ms;
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}
