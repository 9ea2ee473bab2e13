import { BlobServiceClient } from '@azure/storage-blob';
import type { AzureCredential } from '../access/identity';
import type { StorageConnection } from '../settings';
import { statusOf, storageFault } from './faults';

/** One container. Rejects `storage_failed`. */
export interface BlobContainer {
  ensure(): Promise<void>;
  /** Writes it whatever was there, so that its age starts anew. */
  write(name: string, content: string, contentType: string): Promise<void>;
  /** Undefined when there is no such blob. */
  read(name: string): Promise<Buffer | undefined>;
}

export function openContainer(connection: StorageConnection, credential: AzureCredential, name: string): BlobContainer {
  const service =
    connection.kind === 'connection-string'
      ? BlobServiceClient.fromConnectionString(connection.value)
      : new BlobServiceClient(connection.blobServiceUri, credential);
  const client = service.getContainerClient(name);
  return {
    async ensure() {
      try {
        await client.createIfNotExists();
      } catch (error) {
        throw storageFault(`Creating container ${name}`, error);
      }
    },
    async write(blob, content, blobContentType) {
      try {
        await client
          .getBlockBlobClient(blob)
          .uploadData(Buffer.from(content), { blobHTTPHeaders: { blobContentType } });
      } catch (error) {
        throw storageFault(`Writing a blob to container ${name}`, error);
      }
    },
    async read(blob) {
      try {
        return await client.getBlockBlobClient(blob).downloadToBuffer();
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw storageFault(`Reading a blob of container ${name}`, error);
      }
    },
  };
}
