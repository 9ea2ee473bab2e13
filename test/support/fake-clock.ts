import type { Clock } from '../../shared/clock';

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still until it is moved; sleeping moves it. */
export function fakeClock(start = Date.parse('2026-11-20T08:00:00Z')): FakeClock {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    sleep: async (ms) => {
      now += ms;
    },
  };
}
