import type { Ticks } from '../instant';

/**
 * Where to split a full page's range: the instant, of those on the page and strictly inside `(from, to)`, that parts its
 * records most evenly. The range's own middle would be blind to bursts. Undefined when no instant lies inside.
 */
export function splitPoint(instants: readonly Ticks[], from: Ticks, to: Ticks): Ticks | undefined {
  const sorted = instants.filter((instant) => instant < to).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  let best: Ticks | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  sorted.forEach((instant, older) => {
    const startsGroup = instant !== sorted[older - 1];
    const distance = Math.abs(sorted.length / 2 - older);
    if (startsGroup && instant > from && distance < bestDistance) [best, bestDistance] = [instant, distance];
  });
  return best;
}
