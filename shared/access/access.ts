import type { PartnerCredential } from '../settings';

/** What a caller needs a token for. */
export interface TokenRequest {
  /** The customer's tenant GUID, lower case. */
  readonly tenantId: string;
  /** Origin of the Entra authority, e.g. `https://login.microsoftonline.com`. */
  readonly authority: string;
  readonly clientId: string;
  readonly credential: PartnerCredential;
  /** e.g. `https://api.security.microsoft.com/.default`. */
  readonly scope: string;
}

/** What an app-only token says about itself (reference: Entra access token claims). */
export interface TokenClaims {
  readonly audience: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly roles: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface AppToken {
  readonly token: string;
  readonly claims: TokenClaims;
}

/** App-only tokens, one per (authority, tenant, client, scope), cached until shortly before they expire. */
export interface Tokens {
  /**
   * A token whose `tid` is the tenant asked for. Rejects with a RelayError of level tenant, source, credential or
   * transient (reference/microsoft-apis.md, 5.4).
   */
  get(request: TokenRequest): Promise<AppToken>;
  /** Drops a cached token that an API answered 401 to, or whose roles are out of date. */
  forget(request: TokenRequest): void;
}

/** Secrets of the partner's Key Vault, by name. */
export interface Secrets {
  /** The latest version's value. Cached, with one read for many callers. Rejects `credential_missing` or `vault_unavailable`. */
  get(name: string): Promise<SecretValue>;
  /** Drops a value that stopped working, so that the next `get` reads the vault again. */
  forget(name: string): void;
}

export interface SecretValue {
  readonly value: string;
  readonly contentType?: string;
  /** The expiry date set in the vault, in milliseconds since the epoch: only information, the vault goes on handing it out. */
  readonly expiresAt?: number;
}
