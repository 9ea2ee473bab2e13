import { createHmac } from 'node:crypto';

/** The header of Standard Webhooks 1.0.0 (standard-webhooks/standard-webhooks, spec/standard-webhooks.md). */
export interface SignedContent {
  /** The event id: the same for every attempt, so the receiver can tell a repeat. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The key in a secret of the form `whsec_` + base64 (the prefix may be missing).
 * Undefined when it isn't one; what is signed with a wrong key would only be refused at the other end.
 */
export function signingKey(secret: string): Buffer | undefined {
  const encoded = secret.trim().replace(/^whsec_/, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  return Buffer.from(encoded, 'base64');
}

/** One `v1` signature for each key, separated by spaces: the receiver accepts the event if any of them fits. */
export function signatureHeader({ id, timestamp, body }: SignedContent, keys: readonly Buffer[]): string {
  const sign = (key: Buffer) => createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return keys.map((key) => `v1,${sign(key)}`).join(' ');
}
