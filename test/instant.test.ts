import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, msOfTicks, parseHttpDate, parseInstant, ticksOfMs } from '../shared/instant';

const firstYear = ticksOfMs(Date.parse('0000-01-01T00:00:00Z'));
const lastTick = ticksOfMs(Date.parse('9999-12-31T23:59:59.999Z')) + 9_999n;
const anyTicks = fc.bigInt({ min: firstYear, max: lastTick });

describe('parseInstant', () => {
  it.each([
    ['2026-11-21T12:00:00Z', 0n],
    ['2026-11-21T12:00:00.1Z', 1_000_000n],
    ['2026-11-21T12:00:00.29Z', 2_900_000n],
    ['2026-11-21T12:00:00.0733333Z', 733_333n],
    ['2026-11-21T12:00:00.0000001Z', 1n],
    ['2026-11-21T12:00:00.123456789Z', 1_234_567n],
    ['2026-11-21T12:00:00', 0n],
    ['2026-11-21t12:00:00z', 0n],
    ['2026-11-21 12:00:00', 0n],
    ['2026-11-21T13:30:00+01:30', 0n],
    ['2026-11-21T07:00:00-05:00', 0n],
    ['2026-11-22T01:59:59.5+14:00', -5_000_000n],
  ])('reads %s', (text, ticksAfterNoon) => {
    expect(parseInstant(text)).toBe(ticksOfMs(Date.UTC(2026, 10, 21, 12)) + ticksAfterNoon);
  });

  it.each([
    '',
    'yesterday',
    '2026-11-21',
    '2026-11-21T12:00Z',
    '2026-02-29T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T12:60:00Z',
    '2026-11-21T12:00:61Z',
    '2026-11-21T12:00:00.Z',
    '2026-11-21T12:00:00+25:00',
    '2026-11-21T12:00:00+01:60',
    '2026-11-21T12:00:00+0100',
    '+012026-11-21T12:00:00Z',
    ' 2026-11-21T12:00:00Z',
    '2026-11-21T12:00:00Z\n',
    // Beyond the years that four digits can write, so formatInstant could not write them.
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('knows the 29th of February and reads a leap second as the one before', () => {
    expect(parseInstant('2028-02-29T00:00:00Z')).toBe(ticksOfMs(Date.UTC(2028, 1, 29)));
    expect(parseInstant('2016-12-31T23:59:60Z')).toBe(parseInstant('2016-12-31T23:59:59Z'));
  });

  it('agrees with the clock of JavaScript, as far as that goes', () => {
    const years = { min: Date.parse('0000-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') };
    fc.assert(
      fc.property(fc.integer(years), (ms) => {
        expect(parseInstant(new Date(ms).toISOString())).toBe(ticksOfMs(ms));
      }),
    );
  });
});

describe('formatInstant', () => {
  it('gives back exactly what was read, between the years 0000 and 9999', () => {
    fc.assert(
      fc.property(anyTicks, (ticks) => {
        const text = formatInstant(ticks);
        expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{7}Z$/);
        expect(parseInstant(text)).toBe(ticks);
      }),
    );
  });

  it("writes .NET's first and last instants, which stand for 'none' in some records", () => {
    for (const text of ['0001-01-01T00:00:00.0000000Z', '9999-12-31T23:59:59.9999999Z'])
      expect(formatInstant(parseInstant(text) as bigint)).toBe(text);
  });

  it('orders as text the way ticks are ordered', () => {
    fc.assert(
      fc.property(anyTicks, anyTicks, (a, b) => {
        expect(formatInstant(a) < formatInstant(b)).toBe(a < b);
      }),
    );
  });
});

describe('msOfTicks', () => {
  it('rounds down, also before 1970', () => {
    expect([19_999n, 10_000n, 1n, 0n, -1n, -10_000n, -10_001n].map(msOfTicks)).toEqual([1, 1, 0, 0, -1, -1, -2]);
  });
});

describe('parseHttpDate', () => {
  it('reads the Date header of an answer', () => {
    expect(parseHttpDate('Sat, 21 Nov 2026 12:00:00 GMT')).toBe(parseInstant('2026-11-21T12:00:00Z'));
  });

  it.each([
    undefined,
    '',
    '0',
    'soon',
    '2026',
    '21 Nov 2026',
    'Sat, 21 Nov 2026 12:00:00',
    'Sat, 32 Nov 2026 12:00:00 GMT',
    'Sat, 21 Nov 2026 12:00:00 GMT, Sat, 21 Nov 2026 12:00:01 GMT',
  ])('takes %j for no clock at all', (header) => {
    expect(parseHttpDate(header)).toBeUndefined();
  });
});
