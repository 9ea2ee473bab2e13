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

/** Resolves with the managed identity's own token, which the SDK caches. Rejects with `credential_unusable`. */
export type Assertion = () => Promise<string>;

/**
 * The function app's user-assigned managed identity as a credential of the partner's app, with no secret at all.
 * `identityClientId` names it where several are assigned.
 */
export function federatedAssertion(cloud: Cloud, identityClientId: string | undefined): Assertion {
  const identity = federatedIdentity(identityClientId);
  return async () => {
    try {
      return (await identity.getToken(exchangeScopes[cloud])).token;
    } catch (cause) {
      throw new RelayError(
        'credential_unusable',
        `The managed identity, which PARTNER_CREDENTIAL names as credential, gives no token (${firstLine(cause)}). Check that a user-assigned identity is assigned to the function app and that AZURE_CLIENT_ID holds its client id.`,
        { credential: 'managed-identity', cause },
      );
    }
  };
}

function firstLine(error: unknown): string {
  return messageOf(error).split('\n', 1).join('').slice(0, 200);
}
