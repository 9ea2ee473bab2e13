import fc from 'fast-check';
import { expect, it } from 'vitest';
import { longestWaitMs, pausedWaitMs, retryWaitMs, unroutedWaitMs } from '../../shared/delivery/schedule';
import { hour, minute, second } from '../../shared/duration';

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('waits seconds, then minutes, then hours', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map((attempts) => retryWaitMs(attempts, () => 0.5));
  expect(waits).toEqual([
    5 * second,
    30 * second,
    2 * minute,
    10 * minute,
    30 * minute,
    hour,
    2 * hour,
    4 * hour,
    6 * hour,
    6 * hour,
  ]);
});

it('never waits longer than six hours, nor less than the receiver asked for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      random,
      fc.integer({ min: 0, max: 48 * hour }),
      (attempts, r, asked) => {
        const wait = retryWaitMs(attempts, () => r, asked);
        expect(wait).toBeLessThanOrEqual(longestWaitMs);
        expect(wait).toBeGreaterThanOrEqual(Math.min(asked, longestWaitMs));
        expect(wait).toBeGreaterThan(3 * second);
      },
    ),
  );
});

it('spreads what failed, waited or found no destination at the same moment', () => {
  for (const wait of [
    (r: number) => retryWaitMs(4, () => r),
    (r: number) => pausedWaitMs(0, () => r),
    (r: number) => unroutedWaitMs(() => r),
  ]) {
    expect(wait(0.999)).toBeGreaterThan(1.5 * wait(0));
  }
});
