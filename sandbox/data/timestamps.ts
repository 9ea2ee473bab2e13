import type { Random } from './random';

/**
 * An instant as the Defender APIs write it: up to 7 fractional digits, trailing zeros left out, so 0 to 7 of them
 * (learn.microsoft.com: api-list-incidents, `.0733333Z` beside `.29Z`). The digits below a millisecond are drawn.
 * One in four has a coarser clock (seconds, tenths, … microseconds), and then lies up to a second earlier.
 */
export function defenderTimestamp(random: Random, ms: number): string {
  const coarse = random() < 0.25;
  const fine = Math.floor(random() * 10_000);
  const digits = coarse ? Math.floor(random() * 7) : 7;
  const fraction = `${String(ms % 1000).padStart(3, '0')}${String(fine).padStart(4, '0')}`;
  return withFraction(ms, fraction.slice(0, digits));
}

/** The same in the millisecond `ms`, never earlier: what a service stamps on a change it makes itself. */
export function stampedTimestamp(random: Random, ms: number): string {
  const below = String(Math.floor(random() * 10_000)).padStart(4, '0');
  return withFraction(ms, `${String(ms % 1000).padStart(3, '0')}${below}`);
}

function withFraction(ms: number, fraction: string): string {
  const trimmed = fraction.replace(/0+$/, '');
  return `${new Date(ms).toISOString().slice(0, 19)}${trimmed === '' ? '' : `.${trimmed}`}Z`;
}
