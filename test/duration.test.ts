import { expect, it } from 'vitest';
import { day, hour, minute, parseDuration, second } from '../shared/duration';

it.each([
  ['PT0S', 0],
  ['PT50S', 50 * second],
  ['PT15M', 15 * minute],
  ['PT1H30M', 90 * minute],
  ['P1D', day],
  ['P180D', 180 * day],
  ['P1DT12H', 36 * hour],
  ['P2W', 14 * day],
  ['P1W2DT3H4M5S', 9 * day + 3 * hour + 4 * minute + 5 * second],
  ['PT90M', 90 * minute],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', 'P', 'PT', 'P1DT', '15M', 'P1M', 'P1Y', 'PT1.5H', 'PT-5M', '-PT5M', 'pt5m', 'PT5M ', 'PT1S1M', '900'])(
  'refuses %j',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
