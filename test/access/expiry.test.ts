import { generate } from 'selfsigned';
import { beforeAll, expect, test } from 'vitest';
import { endOf, expiryAt, renewal } from '../../shared/access/expiry';
import { ExpiryAnnounced } from '../../shared/access/expiry-announced';
import { day, hour, minute, second } from '../../shared/duration';

const now = Date.parse('2026-11-20T08:00:00Z');
const certificate = { kind: 'certificate', name: 'partner' } as const;
const secret = { kind: 'secret', name: 'partner' } as const;
let pem: string;
beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'partner' }], {
    keySize: 2048,
    notBeforeDate: new Date(now - day),
    notAfterDate: new Date(now + 10 * day),
  });
  pem = made.private + made.cert;
});

test.each([
  [30 * day + second, 31, undefined, 'warn'],
  [30 * day, 30, 30, 'warn'],
  [14 * day + second, 15, 30, 'warn'],
  [14 * day, 14, 14, 'warn'],
  [7 * day + second, 8, 14, 'warn'],
  [7 * day, 7, 7, 'error'],
  [2 * day, 2, 7, 'error'],
  [day, 1, 1, 'error'],
  [second, 1, 1, 'error'],
  [0, 0, 0, 'error'],
  [-second, 0, 0, 'error'],
  [-2 * day, -2, 0, 'error'],
])('%i ms before the end, %i days are left', (ms, daysLeft, threshold, level) => {
  expect(expiryAt(now + ms, now)).toEqual({ daysLeft, threshold, level });
});

test('a secret ends when the vault was told', () => {
  expect(endOf(secret, { value: 'x', expiresAt: now })).toBe(now);
  expect(endOf(secret, { value: 'x' })).toBeUndefined();
  // What a client secret looks like decides nothing.
  expect(endOf(secret, { value: pem })).toBeUndefined();
});

test("a certificate ends when it says itself, or when the vault's date comes first", () => {
  expect(endOf(certificate, { value: pem })).toBe(now + 10 * day);
  expect(endOf(certificate, { value: pem, expiresAt: now + 20 * day })).toBe(now + 10 * day);
  expect(endOf(certificate, { value: pem, expiresAt: now + 5 * day })).toBe(now + 5 * day);
  expect(endOf(certificate, { value: 'MIIK', contentType: 'application/x-pkcs12', expiresAt: now })).toBe(now);
  expect(endOf(certificate, { value: 'MIIK', contentType: 'application/x-pkcs12' })).toBeUndefined();
});

test('the advice names app and secret, and uploads a certificate before the vault hands it out', () => {
  expect(renewal(secret, 'app-id')).toMatch(/secret in the app registration app-id .* version of partner/);
  expect(renewal(certificate, 'app-id')).toMatch(/Upload .* app-id first, then import .* version of partner/);
});

test('whenever the app is asked, the last 24 hours have a line', () => {
  const announced = new ExpiryAnnounced();
  const lines: number[] = [];
  for (let at = now; at < now + 5 * day; at += 5 * minute) {
    if (announced.isDue('a', now + 25 * day, 30, at)) lines.push(at);
  }
  const gaps = lines.slice(1).map((at, index) => at - (lines[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(day);
  expect(Math.min(...gaps)).toBeGreaterThan(20 * hour);
});
