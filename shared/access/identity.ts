import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { isLoopback } from '../cloud';
import type { StorageConnection } from '../settings';

/** What the Azure SDK clients take as `credential`. */
export type AzureCredential = DefaultAzureCredential | ManagedIdentityCredential;

/**
 * The app's own identity in Azure, for Key Vault and storage: `DefaultAzureCredential`, so that the `AZURE_*` variables
 * and a managed identity work as in every Azure program. `AZURE_AUTHORITY_HOST` wins over `authority`, as in the SDK.
 */
export function ownCredential(authority: string, authorityHostVariable: string | undefined): AzureCredential {
  const authorityHost = authorityHostVariable || authority;
  return new DefaultAzureCredential({
    authorityHost,
    // A loopback authority isn't in Microsoft's list of instances, which discovery would ask over the internet.
    disableInstanceDiscovery: isLoopback(new URL(authorityHost).hostname),
  });
}

/** The identity for storage: the one its settings name, else the app's own. */
export function storageCredential(connection: StorageConnection, own: AzureCredential): AzureCredential {
  if (connection.kind !== 'identity' || !connection.managedIdentity) return own;
  return new ManagedIdentityCredential(connection.managedIdentity);
}
