import type { Clock } from '../clock';
import type { Cloud } from '../cloud';
import { RelayError } from '../errors';
import type { Secrets, SecretValue, TokenRequest, Tokens } from './access';
import { certificatePem } from './certificate';
import { readClaims } from './claims';
import { type Assertion, federatedAssertion } from './federation';
import type { Proof } from './identity';
import { replacementReader } from './reread';
import { type FreshToken, tokenCache } from './token-cache';
import { exchangeToken } from './token-exchange';

export interface EntraTokensOptions {
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** The cloud the app itself runs in, which decides the audience of a federated credential. */
  readonly cloud: Cloud;
  /** Client id of the user-assigned managed identity (`AZURE_CLIENT_ID`), for `managed-identity`. */
  readonly identityClientId?: string;
}

/**
 * App-only tokens from Entra. A credential that Entra refuses is read again from Key Vault, once for all tenants, and
 * tried again if it has changed there: a rotated secret needs no restart.
 */
export function entraTokens(options: EntraTokensOptions): Tokens {
  const { secrets, clock, cloud, identityClientId } = options;
  const cache = tokenCache(clock);
  const replacement = replacementReader(secrets, clock);
  // Made at the first use: where no credential is a managed identity, there is none to look for.
  let assertion: Assertion | undefined;

  const withVaultCredential = async (request: TokenRequest, kind: 'secret' | 'certificate', name: string) => {
    const stored = await secrets.get(name);
    const attempt = async (value: SecretValue) => ask(request, proofOf(kind, value, name, clock.now()), clock);
    try {
      return await attempt(stored);
    } catch (fault) {
      if (!(fault instanceof RelayError && fault.level === 'credential')) throw fault;
      // If the vault can't be read just now, the credential's own fault is the one to report.
      const changed = await replacement(name, stored).catch(() => undefined);
      if (!changed) throw fault;
      return attempt(changed);
    }
  };

  const fetch = async (request: TokenRequest): Promise<FreshToken> => {
    const { credential } = request;
    if (credential.kind !== 'managed-identity') return withVaultCredential(request, credential.kind, credential.name);
    assertion ??= federatedAssertion({ cloud, identityClientId, clock });
    return ask(request, { kind: 'assertion', assertion: await assertion() }, clock);
  };

  return {
    get: (request) => cache.get(keyOf(request), () => fetch(request)),
    forget: (request) => cache.forget(keyOf(request)),
  };
}

async function ask(request: TokenRequest, proof: Proof, clock: Clock): Promise<FreshToken> {
  const { token, lifetimeMs } = await exchangeToken(request, proof, clock);
  return { token, lifetimeMs, claims: readClaims(token, request) };
}

function proofOf(
  kind: 'secret' | 'certificate',
  { value, contentType }: SecretValue,
  name: string,
  now: number,
): Proof {
  if (kind === 'secret') return { kind, secret: value };
  return { kind, pem: certificatePem({ value, ...(contentType && { contentType }) }, name, now) };
}

/** Without its authority, a token of one cloud could be used in another. */
function keyOf({ authority, tenantId, clientId, scope }: TokenRequest): string {
  return JSON.stringify([authority, tenantId, clientId, scope]);
}
