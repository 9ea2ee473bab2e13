import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** Receivers refuse a delivery signed longer ago, or further ahead, than this (Standard Webhooks 1.0.0). */
const toleranceSeconds = 300;

/**
 * Whether a Standard Webhooks delivery is signed with one of these secrets (`whsec_…`). The signature is the public
 * `standardwebhooks` package's; its `verify` isn't used because it takes the time from the system clock.
 */
export function isSigned(
  rawBody: string,
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
  nowMs: number,
): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !signatures || !timestamp || !/^\d+$/.test(timestamp)) return false;
  const signedAt = new Date(Number(timestamp) * 1000);
  if (Math.abs(nowMs - signedAt.getTime()) > toleranceSeconds * 1000) return false;
  const presented = signatures.split(' ');
  return secrets.some((secret) => {
    const expected = new Webhook(secret).sign(id, signedAt, rawBody);
    return presented.some((signature) => isEqual(signature, expected));
  });
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
