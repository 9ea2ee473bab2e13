import { TableClient } from '@azure/data-tables';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { expect, it } from 'vitest';
import { startAzurite } from '../../sandbox/azurite';

it('Azurite serves blobs, queues and tables on free ports until it is stopped, each start empty', async () => {
  const [one, other] = await Promise.all([startAzurite(), startAzurite()]);
  const blobs = (text: string) => BlobServiceClient.fromConnectionString(text).getContainerClient('payloads');
  const queues = (text: string) => QueueServiceClient.fromConnectionString(text).getQueueClient('incidents');
  const tables = (text: string) => TableClient.fromConnectionString(text, 'tenants', { allowInsecureConnection: true });

  await blobs(one.connectionString).create();
  await queues(one.connectionString).create();
  await tables(one.connectionString).createTable();
  await tables(one.connectionString).createEntity({ partitionKey: 'tenant', rowKey: '1' });

  expect(blobs(one.connectionString).url).toBe(`${one.blobUrl}/payloads`);
  expect(queues(one.connectionString).url).toBe(`${one.queueUrl}/incidents`);
  expect(tables(one.connectionString).url).toBe(one.tableUrl);
  expect(await blobs(one.connectionString).exists()).toBe(true);
  expect(await blobs(other.connectionString).exists()).toBe(false);
  expect(await queues(other.connectionString).exists()).toBe(false);

  await Promise.all([one.stop(), other.stop()]);
  await Promise.all([one.stop(), other.stop()]);
  for (const url of [one.blobUrl, one.queueUrl, one.tableUrl, other.queueUrl]) {
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  }
});
