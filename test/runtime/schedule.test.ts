import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../sandbox/runtime/schedule';

const next = (expression: string, after: string) =>
  new Date(parseSchedule(expression, 'collect')(Date.parse(after))).toISOString();

describe('an NCRONTAB schedule', () => {
  it.each([
    ['0 * * * * *', '2026-03-01T10:00:00Z', '2026-03-01T10:01:00.000Z'],
    ['*/15 * * * * *', '2026-03-01T10:00:00Z', '2026-03-01T10:00:15.000Z'],
    ['0 */5 * * * *', '2026-03-01T10:04:59.999Z', '2026-03-01T10:05:00.000Z'],
    ['30 10 4 * * Mon-Fri', '2026-03-06T04:10:30Z', '2026-03-09T04:10:30.000Z'],
    ['0 0 0 1 JAN,JUL *', '2026-03-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
    ['*/5 * * * *', '2026-03-01T10:00:01Z', '2026-03-01T10:05:00.000Z'],
  ])('%s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('is in UTC also where clocks change', () => {
    expect(next('0 30 2 * * *', '2026-03-29T00:00:00Z')).toBe('2026-03-29T02:30:00.000Z');
  });

  it('wants day of month and day of week together', () => {
    expect(next('0 0 0 13 * Fri', '2026-03-14T00:00:00Z')).toBe('2026-11-13T00:00:00.000Z');
  });

  it.each(['', 'every minute', '0 * * * *  * *', '00:05:00', '@daily', '0 0 0 L * *', '0 99 * * * *', '0 0 0 31 2 *'])(
    'refuses %j, naming the function',
    (expression) => {
      expect(() => parseSchedule(expression, 'collect')).toThrow(/^collect: the schedule '.*' is not an NCRONTAB/);
    },
  );
});
