import type { Clock } from '../clock';
import type { Cloud } from '../cloud';
import { messageOf, RelayError } from '../errors';
import { federatedIdentity } from './identity';

/** What a managed identity's token must be for to serve as a federated credential (learn.microsoft.com: workload-identity-federation-config-app-trust-managed-identity). */
const exchangeScopes: Readonly<Record<Cloud, string>> = {
  commercial: 'api://AzureADTokenExchange/.default',
  gcc: 'api://AzureADTokenExchange/.default',
  'gcc-high': 'api://AzureADTokenExchangeUSGov/.default',
  dod: 'api://AzureADTokenExchangeUSGov/.default',
};

/** One request with its repetition; the SDK itself would wait for as long as the endpoint does. */
const patienceMs = 20_000;
/** A failure is the answer for this long, so that a thousand tenants one after the other don't storm the endpoint. */
const failurePauseMs = 5_000;

/** Resolves with the managed identity's own token, which the SDK caches. Rejects with `credential_unusable`. */
export type Assertion = () => Promise<string>;

export interface FederationOptions {
  readonly cloud: Cloud;
  /** Client id of the user-assigned identity, where several are assigned. */
  readonly identityClientId?: string | undefined;
  readonly clock: Clock;
}

/**
 * The function app's user-assigned managed identity as a credential of the partner's app, with no secret at all. All
 * tenants share one request: the SDK would send one for each that asks before the first is answered.
 */
export function federatedAssertion({ cloud, identityClientId, clock }: FederationOptions): Assertion {
  const identity = federatedIdentity(identityClientId);
  let running: Promise<string> | undefined;
  let failure: { readonly fault: RelayError; readonly at: number } | undefined;

  const ask = async (): Promise<string> => {
    const signal = AbortSignal.timeout(patienceMs);
    try {
      const asked = identity.getToken(exchangeScopes[cloud], { abortSignal: signal });
      return (await Promise.race([asked, rejectionOf(signal)])).token;
    } catch (cause) {
      const fault = unusable(cause);
      failure = { fault, at: clock.now() };
      throw fault;
    }
  };

  return async () => {
    if (failure && clock.now() - failure.at < failurePauseMs) throw failure.fault;
    running ??= ask().finally(() => {
      running = undefined;
    });
    return running;
  };
}

function unusable(cause: unknown): RelayError {
  return new RelayError(
    'credential_unusable',
    `The managed identity, which PARTNER_CREDENTIAL names as credential, gives no token (${firstLine(cause)}). Check that a user-assigned identity is assigned to the function app and that AZURE_CLIENT_ID holds its client id.`,
    { credential: 'managed-identity', cause },
  );
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n', 1).join('').slice(0, 200);
}
