import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openedTable } from '../../sandbox/program/storage-rows';
import { collectTenants } from '../../shared/collection/collect-tenants';
import { forwardMessage } from '../../shared/delivery/forward';
import { createServices } from '../../shared/services';
import { readSettings } from '../../shared/settings';
import { incidents } from './support/incidents';
import { startWorld, type World } from './support/world';

const tenantId = '5edac700-0000-4000-8000-000000000001';
const dropped = 'canary-of-a-person';
const hashed = 'canary-of-a-device';
const redaction = JSON.stringify({ drop: ['userPrincipalName'], hash: ['devices.hostName'], key: 'pseudonyms' });

/** Small ones travel in the message, one of 80 KB as a blob; each names a person and a device, at some depth. */
const records = [...incidents(3), ...incidents(1, () => ({ id: 9, targetBytes: 80_000 }))].map((raw) =>
  raw.replace('{', `{"who":[{"userPrincipalName":"${dropped}"}],"devices":{"hostName":"${hashed}"},`),
);

describe('a customer whose contract forbids that names of persons leave', () => {
  let world: World;
  const logged: string[] = [];

  beforeAll(async () => {
    world = await startWorld();
    for (const [name, value] of Object.entries(world.settings)) vi.stubEnv(name, value);
    world.cloud.vault.setSecret('pseudonyms', 'the key of the pseudonyms');
    for (const record of records) world.cloud.tenant(tenantId).addIncident(record);
    const tenants = await openedTable(world.azurite.connectionString, 'tenants');
    const row = { partitionKey: 'tenant', rowKey: tenantId, displayName: 'Contoso', status: 'active' };
    await tenants.upsertEntity({ ...row, redaction });
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await world.stop();
  });

  function openedServices() {
    const log = (...line: readonly unknown[]) => void logged.push(JSON.stringify(line));
    return createServices(readSettings(world.settings), world.settings, log);
  }

  it('is collected: nothing of it is in a message, a payload, a delivery, a dead letter, a table or the log', async () => {
    const services = openedServices();
    await services.storage.ensure();
    expect(await collectTenants(services.collector)).toMatchObject({ sent: 4, failed: 0 });
    const storage = world.azurite.connectionString;
    const messages = await messagesOf(storage, 'incidents');
    expect(messages).toHaveLength(4);
    expect(messages.filter(isTelling)).toEqual([]);
    const payloads = await blobsOf(storage, 'payloads');
    expect(payloads.length).toBeGreaterThan(0);

    world.siem.script([{ status: 422, body: 'not this one' }]);
    for (const message of messages) await forwardMessage(services.forwarder, JSON.parse(message));
    const bodies = world.siem.deliveries.map(({ rawBody }) => rawBody);
    expect(bodies).toHaveLength(3);
    const letters = await blobsOf(storage, 'deadletters');
    const tables = ['checkpoints', 'deliveries', 'deadletters'];
    const rows = (await Promise.all(tables.map((table) => rowsOf(storage, table)))).flat();
    expect(rows.length).toBeGreaterThan(4);
    expect([...letters, ...payloads, ...bodies, ...rows, ...logged].filter(isTelling)).toEqual([]);
    for (const body of bodies) expect(body).toMatch(/"devices":\{"hostName":"hmac-sha256:[0-9a-f]{64}"\}/);
    expect(letters.length + rows.filter((row) => row.includes('not this one')).length).toBeGreaterThan(0);
  });
});

function isTelling(text: string): boolean {
  return text.includes(dropped) || text.includes(hashed);
}

async function messagesOf(storage: string, name: string): Promise<string[]> {
  const queue = QueueServiceClient.fromConnectionString(storage).getQueueClient(name);
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
  return receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString());
}

async function blobsOf(storage: string, name: string): Promise<string[]> {
  const container = BlobServiceClient.fromConnectionString(storage).getContainerClient(name);
  const contents: string[] = [];
  for await (const blob of container.listBlobsFlat()) {
    contents.push((await container.getBlobClient(blob.name).downloadToBuffer()).toString());
  }
  return contents;
}

async function rowsOf(storage: string, name: string): Promise<string[]> {
  const rows: string[] = [];
  const table = await openedTable(storage, name);
  for await (const row of table.listEntities()) rows.push(JSON.stringify(row));
  return rows;
}
