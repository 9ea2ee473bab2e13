import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterOwedCalls,
  callsMade,
  noCalls,
  type OwedCalls,
  owedCallAt,
  owedLimits,
} from '../../shared/collection/quota';
import { hour, minute, second } from './support/world';

/** Works as long as it may, then rests for each of `pauses` in turn; the instants of all calls made. */
function working(pauses: readonly number[], until: number): { readonly made: number[]; readonly calls: OwedCalls } {
  let [calls, now, turn] = [noCalls, 0, 0];
  const made: number[] = [];
  while (now < until) {
    const at = owedCallAt(calls, now);
    if (at > now) {
      now = at + (pauses[turn++ % pauses.length] ?? 0);
      continue;
    }
    calls = afterOwedCalls(calls, 1, now);
    made.push(now);
    now += second / 4;
  }
  return { made, calls };
}

/** The most calls in any window of so many milliseconds. */
function most(made: readonly number[], window: number): number {
  let oldest = 0;
  return made.reduce((highest, at, index) => {
    while (at - (made[oldest] as number) >= window) oldest += 1;
    return Math.max(highest, index - oldest + 1);
  }, 0);
}

describe('the quota of owed work', () => {
  it('is never exceeded in any hour or minute, however the work falls', () => {
    const pause = fc.constantFrom(0, second, 10 * second, 3 * minute, 29 * minute, 31 * minute);
    fc.assert(
      fc.property(fc.array(pause, { minLength: 1, maxLength: 8 }), (pauses) => {
        const { made, calls } = working(pauses, 4 * hour);
        expect(most(made, hour)).toBeLessThanOrEqual(owedLimits.perHour);
        expect(most(made, minute)).toBeLessThanOrEqual(owedLimits.perMinute);
        expect(calls.hourly.length).toBeLessThanOrEqual(13);
      }),
      { numRuns: 20 },
    );
  });

  it('is used nearly all the time where there is always work', () => {
    const { made } = working([0], 10 * hour);
    expect(made.length).toBeGreaterThan(10 * owedLimits.perHour * 0.9);
  });

  it('is exact for calls that were made at once', () => {
    const calls = afterOwedCalls(noCalls, owedLimits.perHour, 1_000);
    expect(owedCallAt(calls, 1_000 + hour - 1)).toBe(1_000 + hour);
    expect(owedCallAt(calls, 1_000 + hour)).toBe(1_000 + hour);
    expect(callsMade(calls, 1_000 + hour)).toEqual({ inMinute: 0, inHour: 0 });
  });
});
