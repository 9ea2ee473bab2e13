import { day } from '../duration';
import type { PartnerCredential } from '../settings';
import type { SecretValue } from './access';
import { certificateEnd } from './certificate';

/** Days ahead at which an expiry is announced; 0 is the expiry itself. */
export const expiryThresholds = [30, 14, 7, 1, 0] as const;
export type ExpiryThreshold = (typeof expiryThresholds)[number];

export interface Expiry {
  /** Started days until then: 1 in the last 24 hours, 0 or less once it is over. */
  readonly daysLeft: number;
  /** The nearest threshold that was reached; undefined while there is more time than the first. */
  readonly threshold: ExpiryThreshold | undefined;
  readonly level: 'warn' | 'error';
}

/** What is kept in the vault; a managed identity has nothing that expires. */
export type StoredCredential = Exclude<PartnerCredential, { readonly kind: 'managed-identity' }>;

/**
 * When a credential stops working, in milliseconds since the epoch: the end that Key Vault was told, or of a
 * certificate its own, whichever comes first. Undefined if nobody wrote one down.
 */
export function endOf(credential: StoredCredential, secret: SecretValue): number | undefined {
  const ends = [secret.expiresAt, credential.kind === 'certificate' ? certificateEnd(secret) : undefined];
  const known = ends.filter((end) => end !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** How near the end at `endMs` is; both are milliseconds since the epoch. */
export function expiryAt(endMs: number, nowMs: number): Expiry {
  // The last started day counts, so that "7 days ahead" begins exactly then; + 0 turns -0 into 0.
  const daysLeft = Math.ceil((endMs - nowMs) / day) + 0;
  const threshold = expiryThresholds.findLast((days) => daysLeft <= days);
  return { daysLeft, threshold, level: daysLeft <= 7 ? 'error' : 'warn' };
}

/** What to do before it expires: in this order no run fails, and none of it needs a restart. */
export function renewal({ kind, name }: StoredCredential, clientId: string): string {
  if (kind === 'certificate') {
    return `Upload a new certificate to the app registration ${clientId} first, then import it with its key into Key Vault as a new version of ${name} (PEM). It is taken up without a restart; remove the old one from the app a day later.`;
  }
  return `Make a new client secret in the app registration ${clientId} and put its value into Key Vault as a new version of ${name}, with its end (az keyvault secret set --expires). It is taken up without a restart; remove the old one from the app a day later.`;
}
