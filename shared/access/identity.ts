import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  type ClientSecretCredentialOptions,
  DefaultAzureCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import { isLoopback } from '../cloud';
import type { StorageConnection } from '../settings';

/** What the Azure SDK clients take as `credential`. */
export type AzureCredential = DefaultAzureCredential | ManagedIdentityCredential;

/** A step in the SDK's HTTP pipeline, and the options of its credentials in which it is put. */
export type PipelineStep = NonNullable<ClientSecretCredentialOptions['additionalPolicies']>[number];
type CredentialOptions = ClientSecretCredentialOptions;

/**
 * The app's own identity in Azure, for Key Vault and storage: `DefaultAzureCredential`, so that the `AZURE_*` variables
 * and a managed identity work as in every Azure program. `AZURE_AUTHORITY_HOST` wins over `authority`, as in the SDK.
 */
export function ownCredential(authority: string, authorityHostVariable: string | undefined): AzureCredential {
  const authorityHost = authorityHostVariable || authority;
  return new DefaultAzureCredential({ authorityHost, ...discoveryFor(authorityHost) });
}

/** The identity for storage: the one its settings name, else the app's own. */
export function storageCredential(connection: StorageConnection, own: AzureCredential): AzureCredential {
  if (connection.kind !== 'identity' || !connection.managedIdentity) return own;
  return new ManagedIdentityCredential(connection.managedIdentity);
}

/** The user-assigned managed identity that stands in for the partner app's secret. */
export function federatedIdentity(clientId: string | undefined): ManagedIdentityCredential {
  return new ManagedIdentityCredential({ ...(clientId && { clientId }), retryOptions: { maxRetries: 1 } });
}

/** With what the partner app proves itself to Entra. */
export type Proof =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly pem: string }
  /** A token of a managed identity that the app trusts as a federated credential. */
  | { readonly kind: 'assertion'; readonly assertion: string };

export interface AppIdentity {
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly proof: Proof;
}

/**
 * A credential of the partner's app in one customer's tenant. It is made for one token request and dropped with it:
 * cheaper than keeping any (docs/decisions/credentials.md), and MSAL's own memory of tokens and throttling, which
 * nothing can clear, can't answer in Entra's stead.
 */
export function appCredential(identity: AppIdentity, steps: readonly PipelineStep[]): TokenCredential {
  const { authority, tenantId, clientId, proof } = identity;
  const options: CredentialOptions = {
    authorityHost: authority,
    ...discoveryFor(authority),
    // A lost connection is tried once more. Refusals never come this far: see token-exchange.ts.
    retryOptions: { maxRetries: 1, retryDelayInMs: 200 },
    // The request holds a secret, which goes nowhere else.
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [...steps],
  };
  switch (proof.kind) {
    case 'secret':
      return new ClientSecretCredential(tenantId, clientId, proof.secret, options);
    case 'certificate':
      return new ClientCertificateCredential(tenantId, clientId, { certificate: proof.pem }, options);
    case 'assertion':
      return new ClientAssertionCredential(tenantId, clientId, async () => proof.assertion, options);
  }
}

/** A loopback authority isn't in Microsoft's list of instances, which discovery would ask over the internet. */
function discoveryFor(authority: string): { readonly disableInstanceDiscovery: boolean } {
  return { disableInstanceDiscovery: isLoopback(new URL(authority).hostname) };
}
