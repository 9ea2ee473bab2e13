import { hex, type Random } from '../../data/random';

export interface SecretVersion {
  readonly name: string;
  readonly version: string;
  readonly value: string;
  readonly contentType?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt?: number;
}

export interface SecretOptions {
  /** e.g. `application/x-pem-file` for a certificate. */
  readonly contentType?: string;
  /** Milliseconds since the epoch; only information, as in Key Vault: an expired secret is still handed out. */
  readonly expiresAt?: number;
}

/** What the vault holds. Names don't tell upper from lower case. */
export class SimulatedVault {
  readonly #secrets = new Map<string, SecretVersion[]>();
  readonly #reads = new Map<string, number>();

  constructor(
    private readonly now: () => number,
    private readonly random: Random,
  ) {}

  /** Adds a secret, or a new version of it. */
  setSecret(name: string, value: string, options: SecretOptions = {}): void {
    const version = { name, value, version: hex(this.random, 32), createdAt: this.now(), ...options };
    const key = name.toLowerCase();
    this.#secrets.set(key, [...(this.#secrets.get(key) ?? []), version]);
  }

  removeSecret(name: string): void {
    this.#secrets.delete(name.toLowerCase());
  }

  /** How many times a caller has read a value of this name over the wire. */
  reads(name: string): number {
    return this.#reads.get(name.toLowerCase()) ?? 0;
  }

  /** The named version, or the latest; counts as a read. */
  read(name: string, version?: string): SecretVersion | undefined {
    const key = name.toLowerCase();
    const found = this.#secrets.get(key)?.findLast((candidate) => !version || candidate.version === version);
    if (found) this.#reads.set(key, this.reads(name) + 1);
    return found;
  }

  /** The latest version of each, by name. */
  list(): SecretVersion[] {
    const latest = [...this.#secrets.values()].flatMap((versions) => versions.slice(-1));
    return latest.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
