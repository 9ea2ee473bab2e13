import { BlobServiceClient } from '@azure/storage-blob';
import type { AzureCredential } from '../access/identity';
import type { StorageConnection } from '../settings';
import { statusOf, storageFault } from './faults';
import { type Patience, patiently, repeatDelays, usualPatience } from './patience';

/** One container. Rejects `storage_failed`. */
export interface BlobContainer {
  ensure(): Promise<void>;
  /** Writes it whatever was there, so that its age starts anew. */
  write(name: string, content: string, contentType: string): Promise<void>;
  /** Undefined when there is no such blob. */
  read(name: string): Promise<Buffer | undefined>;
  /** No error when it is gone already. */
  remove(name: string): Promise<void>;
}

const clientOptions = { retryOptions: { maxTries: 4, ...repeatDelays } };

export function openContainer(
  connection: StorageConnection,
  credential: AzureCredential,
  name: string,
  patience: Patience = usualPatience,
): BlobContainer {
  const service =
    connection.kind === 'connection-string'
      ? BlobServiceClient.fromConnectionString(connection.value, clientOptions)
      : new BlobServiceClient(connection.blobServiceUri, credential, clientOptions);
  const client = service.getContainerClient(name);
  return {
    async ensure() {
      try {
        await patiently(patience, (abortSignal) => client.createIfNotExists({ abortSignal }));
      } catch (error) {
        throw storageFault(`Creating container ${name}`, error);
      }
    },
    async write(blob, content, blobContentType) {
      const [bytes, blobHTTPHeaders] = [Buffer.from(content), { blobContentType }];
      const target = client.getBlockBlobClient(blob);
      try {
        await patiently(patience, (abortSignal) => target.uploadData(bytes, { blobHTTPHeaders, abortSignal }));
      } catch (error) {
        throw storageFault(`Writing a blob to container ${name}`, error);
      }
    },
    async read(blob) {
      const source = client.getBlockBlobClient(blob);
      try {
        return await patiently(patience, (abortSignal) => source.downloadToBuffer(0, undefined, { abortSignal }));
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw storageFault(`Reading a blob of container ${name}`, error);
      }
    },
    async remove(blob) {
      const target = client.getBlockBlobClient(blob);
      try {
        await patiently(patience, (abortSignal) => target.deleteIfExists({ abortSignal }));
      } catch (error) {
        throw storageFault(`Removing a blob of container ${name}`, error);
      }
    },
  };
}
