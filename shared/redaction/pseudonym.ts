import { createHmac } from 'node:crypto';
import { RelayError } from '../errors';
import { sha256 } from '../events/hash';
import type { Redaction } from './redaction';

export interface Keying {
  /** GUID, lower case. */
  readonly tenantId: string;
  /** The value of the secret that `keySecret` names; a text counts as its UTF-8 bytes. */
  readonly key?: Buffer | string;
}

/** From a value's raw JSON text to the raw JSON text that stands for it. */
export type Pseudonym = (value: string) => string;

/**
 * Equal values of one tenant get equal pseudonyms, so that they can still be correlated. With `keySecret`: HMAC-SHA-256;
 * without: SHA-256 over `<tenant GUID>:<value>`, which whoever can guess a value can also confirm. What is hashed is a
 * string's text without quotes and escapes, as UTF-8, and the raw JSON of anything else; null stays null.
 * Throws `row_invalid` when the key is missing: without it the hashes would be of the other, weaker kind.
 */
export function pseudonyms({ hash, keySecret }: Redaction, { tenantId, key }: Keying): Pseudonym {
  const digest = keySecret === undefined || hash.length === 0 ? salted(tenantId) : keyed(key, tenantId, keySecret);
  return (value) => (value === 'null' ? value : `"${digest(contentOf(value))}"`);
}

type Digest = (content: string) => string;

function salted(tenantId: string): Digest {
  return (content) => `sha256:${sha256(`${tenantId}:${content}`)}`;
}

function keyed(key: Keying['key'], tenantId: string, keySecret: string): Digest {
  if (!key?.length) {
    throw new RelayError(
      'row_invalid',
      `Redaction of tenant ${tenantId} hashes with the Key Vault secret ${keySecret}, which has no value. Add a new version.`,
      { tenant: tenantId },
    );
  }
  return (content) => `hmac-sha256:${createHmac('sha256', key).update(content).digest('hex')}`;
}

function contentOf(value: string): string {
  if (!value.startsWith('"')) return value;
  const text: string = JSON.parse(value);
  return text;
}
