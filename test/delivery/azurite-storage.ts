import { type Azurite, startAzurite } from '../../sandbox/azurite';
import { ownCredential } from '../../shared/access/identity';
import { openStorage, type Storage } from '../../shared/storage/storage';

/** The relay's storage on a fresh Azurite, with everything in it created. */
export async function azuriteStorage(): Promise<{ readonly azurite: Azurite; readonly storage: Storage }> {
  const azurite = await startAzurite();
  const connection = { kind: 'connection-string', value: azurite.connectionString } as const;
  const storage = openStorage(connection, ownCredential('https://login.microsoftonline.com', undefined));
  await storage.ensure();
  return { azurite, storage };
}
