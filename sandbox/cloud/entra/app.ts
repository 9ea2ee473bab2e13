import { createHash, X509Certificate } from 'node:crypto';

interface ClientSecret {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Whose tokens an app takes in place of a secret, compared letter by letter. */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** An app registration: what its owner configures in the home tenant. */
export class SimulatedApp {
  readonly #secrets: ClientSecret[] = [];
  readonly #certificates: X509Certificate[] = [];
  /** As registered; whether one can ever fit shows only when a token is asked for. */
  federatedCredentials: readonly FederatedCredential[] = [];

  constructor(
    readonly clientId: string,
    readonly homeTenantId: string,
  ) {}

  /** Adds a client secret; it never expires unless told so. */
  addSecret(value: string, expiresAt = Number.POSITIVE_INFINITY): void {
    this.#secrets.push({ value, expiresAt });
  }

  /** A secret that was valid is now known, but expired (AADSTS7000222). */
  expireSecret(value: string): void {
    this.removeSecret(value);
    this.addSecret(value, Number.NEGATIVE_INFINITY);
  }

  /** A deleted secret is as good as a wrong one (AADSTS7000215). */
  removeSecret(value: string): void {
    const kept = this.#secrets.filter((secret) => secret.value !== value);
    this.#secrets.splice(0, this.#secrets.length, ...kept);
  }

  checkSecret(value: string, nowMs: number): 'valid' | 'expired' | 'wrong' {
    const matching = this.#secrets.filter((secret) => secret.value === value);
    if (matching.some((secret) => secret.expiresAt > nowMs)) return 'valid';
    return matching.length > 0 ? 'expired' : 'wrong';
  }

  /** Registers a certificate (PEM, without the key). */
  addCertificate(pem: string): void {
    this.#certificates.push(new X509Certificate(pem));
  }

  removeCertificates(): void {
    this.#certificates.length = 0;
  }

  /** The registered certificate that an assertion's header names by `x5t#S256` or the older `x5t`. */
  certificate(header: Readonly<Record<string, unknown>>): X509Certificate | undefined {
    return this.#certificates.find(
      ({ raw }) => header['x5t#S256'] === thumbprint('sha256', raw) || header.x5t === thumbprint('sha1', raw),
    );
  }
}

function thumbprint(algorithm: 'sha1' | 'sha256', der: Buffer): string {
  return createHash(algorithm).update(der).digest('base64url');
}
