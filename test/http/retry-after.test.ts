import { expect, test } from 'vitest';
import { retryAfterMs } from '../../shared/http/retry-after';

const now = Date.parse('2026-11-10T12:00:00Z');
const header = (value: string) => retryAfterMs({ 'retry-after': value }, '', now);

test.each([
  ['0', 0],
  ['17', 17_000],
  [' 17 ', 17_000],
  ['999999999', 86_400_000],
  ['Tue, 10 Nov 2026 12:00:30 GMT', 30_000],
  ['Tuesday, 10-Nov-26 12:00:30 GMT', 30_000],
  ['Tue, 10 Nov 2026 11:59:30 GMT', 0],
])('the header %j is %i ms', (value, expected) => {
  expect(header(value)).toBe(expected);
});

test.each(['', '-5', '1.5', 'soon', '5, 8', '8s', '2026-11-10T12:00:30Z', 'Tue, 99 Nov 2026 12:00:30 GMT', 'NaN'])(
  'the header %j means unknown, not now',
  (value) => {
    expect(header(value)).toBeUndefined();
  },
);

const quota = 'API calls quota exceeded!';
test.each([
  [`${quota} Maximum allowed 30 per 00:01:00 for the key X. You can send requests again in 8 seconds.`, 8_000],
  [`${quota} Maximum allowed 30 per 00:01:00. You can send requests again in 1 minute.`, 60_000],
  [`${quota} maximum allowed 45 per 00:01:00`, 60_000],
  [`${quota} maximum allowed 1500 per 01:00:00`, 3_600_000],
  [quota, undefined],
  ['per 00:00:00', undefined],
])("Defender's text %j", (message, expected) => {
  expect(retryAfterMs({}, JSON.stringify({ error: { code: '429', message } }), now)).toBe(expected);
});

test('the header wins over the text, unless it cannot be read', () => {
  expect(retryAfterMs({ 'retry-after': '3' }, 'again in 8 seconds', now)).toBe(3_000);
  expect(retryAfterMs({ 'retry-after': 'soon' }, 'again in 8 seconds', now)).toBe(8_000);
});
