import { SecretClient } from '@azure/keyvault-secrets';
import type { Clock } from '../clock';
import { isLoopback } from '../cloud';
import { RelayError } from '../errors';
import type { Secrets, SecretValue } from './access';
import type { AzureCredential } from './identity';
import { vaultFault } from './vault-errors';

export interface KeyVaultSecretsOptions {
  /** e.g. `https://<vault>.vault.azure.net`; http and https on loopback. */
  readonly vaultUrl: string;
  readonly credential: Pick<AzureCredential, 'getToken'>;
  readonly clock: Clock;
  /** A value is used this long before the vault is read again. */
  readonly maxAgeMs?: number;
}

/** One read with sign-in and one repetition; the SDK itself would wait for as long as a `Retry-After` says. */
const patienceMs = 20_000;
/** A failed read is the answer for this long, so that many callers one after the other don't storm the vault. */
const failurePauseMs = 5_000;
/** Longer where an old value serves meanwhile, so that not every use of it waits for a vault that doesn't answer. */
const stalePauseMs = 60_000;
/** While the vault is down, values go on serving until they are this old. */
const staleMaxAgeMs = 24 * 3_600_000;

interface Entry {
  readonly value: SecretValue;
  readonly readAt: number;
}

interface Failure {
  readonly fault: RelayError;
  readonly at: number;
}

/** Secrets from Azure Key Vault, always the latest version. */
export function keyVaultSecrets(options: KeyVaultSecretsOptions): Secrets {
  const { vaultUrl, credential, clock, maxAgeMs = 3_600_000 } = options;
  const { hostname, host } = new URL(vaultUrl);
  const local = isLoopback(hostname);
  const client = new SecretClient(vaultUrl, credential, {
    // A local vault's name can't end in the resource's, which the SDK checks so that no token goes to a stranger.
    disableChallengeResourceVerification: local,
    allowInsecureConnection: local,
    retryOptions: { maxRetries: 1, retryDelayInMs: 200 },
    redirectOptions: { maxRetries: 0 },
  });
  const entries = new Map<string, Entry>();
  const failures = new Map<string, Failure>();
  const reads = new Map<string, Promise<SecretValue>>();

  const read = async (name: string): Promise<SecretValue> => {
    const signal = AbortSignal.timeout(patienceMs);
    const { value = '', properties } = await Promise.race([
      client.getSecret(name, { abortSignal: signal }),
      rejectionOf(signal),
    ]).catch((cause: unknown) => {
      throw vaultFault(cause, name, host);
    });
    if (value === '') throw empty(name, host);
    const { contentType, expiresOn } = properties;
    return { value, ...(contentType && { contentType }), ...(expiresOn && { expiresAt: expiresOn.getTime() }) };
  };

  const startRead = (name: string): Promise<SecretValue> => {
    const started: Promise<SecretValue> = read(name)
      .then(
        (value) => {
          if (reads.get(name) === started) entries.set(name, { value, readAt: clock.now() });
          failures.delete(name);
          return value;
        },
        (fault: RelayError) => {
          if (reads.get(name) === started) failures.set(name, { fault, at: clock.now() });
          throw fault;
        },
      )
      .finally(() => {
        if (reads.get(name) === started) reads.delete(name);
      });
    reads.set(name, started);
    return started;
  };

  /** A failed read, or the old value in its stead if only the vault is at fault. */
  const settle = (name: string, fault: RelayError): SecretValue => {
    const entry = entries.get(name);
    if (entry && fault.level === 'transient' && clock.now() - entry.readAt < staleMaxAgeMs) return entry.value;
    throw fault;
  };

  return {
    get: async (name) => {
      const entry = entries.get(name);
      if (entry && clock.now() - entry.readAt < maxAgeMs) return entry.value;
      const failure = failures.get(name);
      const pauseMs = entry ? stalePauseMs : failurePauseMs;
      if (failure && clock.now() - failure.at < pauseMs) return settle(name, failure.fault);
      return (reads.get(name) ?? startRead(name)).catch((fault: RelayError) => settle(name, fault));
    },
    forget: (name) => {
      entries.delete(name);
      failures.delete(name);
      // A read that is under way may still bring the value that stopped working.
      reads.delete(name);
    },
  };
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function empty(name: string, host: string): RelayError {
  return new RelayError('credential_missing', `The secret ${name} in Key Vault ${host} is empty. Add a new version.`, {
    credential: name,
  });
}
