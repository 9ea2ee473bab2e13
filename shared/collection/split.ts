import { type Ticks, ticksPerMs, ticksPerSecond } from '../instant';

/**
 * Where to split a full page's range: on a whole second, or where a second holds too much, on a whole millisecond, such
 * that the page's records part most evenly. The range's own middle would be blind to bursts; and an API that rounds a
 * filter's bounds still parts them the same way on both sides of a whole second. Undefined when a millisecond is left.
 */
export function splitPoint(instants: readonly Ticks[], from: Ticks, to: Ticks): Ticks | undefined {
  const sorted = instants.filter((instant) => instant < to).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return evenest(sorted, from, to, ticksPerSecond) ?? evenest(sorted, from, to, ticksPerMs);
}

/** Of the grain's boundaries right before and after an instant, the one with the most equal halves. */
function evenest(sorted: readonly Ticks[], from: Ticks, to: Ticks, grain: Ticks): Ticks | undefined {
  let best: Ticks | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  let older = 0;
  while (older < sorted.length) {
    const start = floorTo(sorted[older] as Ticks, grain);
    const younger = sorted.findIndex((instant, index) => index > older && instant >= start + grain);
    const end = younger < 0 ? sorted.length : younger;
    for (const [point, before] of [
      [start, older],
      [start + grain, end],
    ] as const) {
      const distance = Math.abs(sorted.length / 2 - before);
      if (point > from && point < to && distance < bestDistance) [best, bestDistance] = [point, distance];
    }
    older = end;
  }
  return best;
}

/** The last whole multiple of the grain that isn't later. */
export function floorTo(instant: Ticks, grain: Ticks): Ticks {
  return instant - (((instant % grain) + grain) % grain);
}

/** Whole seconds around a range that an API's rounding can't make empty. */
export function wholeSeconds({ from, to }: { readonly from: Ticks; readonly to: Ticks }) {
  return { from: floorTo(from, ticksPerSecond), to: floorTo(to - 1n, ticksPerSecond) + ticksPerSecond };
}

/** One second at most. */
export function isOneSecond(from: Ticks, to: Ticks): boolean {
  return to - from <= ticksPerSecond;
}
