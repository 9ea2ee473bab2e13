import { QueueClient } from '@azure/storage-queue';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkpointTable } from '../../shared/collection/checkpoint-table';
import type { Storage } from '../../shared/storage/storage';
import type { Row } from '../../shared/storage/tables';
import { fullCheckpoint } from '../collection/support/full-checkpoint';
import { useAzurite } from '../support/azurite';

const conflict = { code: 'storage_conflict' };
const failed = { code: 'storage_failed' };
const tenant = '11111111-1111-4111-8111-111111111111';

const azurite = useAzurite();
let storage: Storage;
beforeAll(async () => {
  storage = azurite.storage();
  await storage.ensure();
});

async function rowsOf(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

describe('storage', () => {
  it('is made where it is missing, and left alone where it is there', async () => {
    await storage.tables.tenants.put('ensure', 'kept', { displayName: 'Contoso' });
    await storage.ensure();
    expect((await storage.tables.tenants.get('ensure', 'kept'))?.columns).toEqual({ displayName: 'Contoso' });
  });

  it('that refuses is storage_failed, said in one line without key or content', async () => {
    const stranger = azurite.storage(azurite.connectionString.replace(/AccountKey=[^;]+/, 'AccountKey=c3RyYW5nZXI='));
    const refused = { ...failed, message: expect.stringMatching(/^[^\n]*\(403\)[^\n]*$/) };
    await expect(stranger.queues.incidents.put('content')).rejects.toMatchObject(refused);
    await expect(stranger.tables.tenants.get('cells', 'a')).rejects.toMatchObject(refused);
    await expect(rowsOf(stranger.tables.tenants.list())).rejects.toMatchObject(refused);
    await expect(stranger.containers.payloads.read('a')).rejects.toMatchObject(refused);
    await expect(stranger.queues.incidents.put('content')).rejects.not.toThrow(/content|c3RyYW5nZXI/);
  });

  it('does not stop the start where everything exists already and the role may not create', async () => {
    const stranger = azurite.storage(azurite.connectionString.replace(/AccountKey=[^;]+/, 'AccountKey=c3RyYW5nZXI='));
    await expect(stranger.ensure()).resolves.toBeUndefined();
  });
});

describe('a table', () => {
  const table = () => storage.tables.tenants;

  it('keeps cells of every type it is given, and leaves out absent ones', async () => {
    const cells = { text: 'ünï "cödé"', empty: '', whole: 42, part: 0.5, yes: true, bytes: Buffer.from([0, 255, 10]) };
    await table().insert('cells', 'a', { ...cells, absent: undefined });
    const row = await table().get('cells', 'a');
    expect(row?.columns).toEqual({ ...cells, bytes: expect.any(Uint8Array) });
    expect(Buffer.from(row?.columns.bytes as Uint8Array)).toEqual(cells.bytes);
  });

  it('has no row that was not written', async () => {
    expect(await table().get('cells', 'nobody')).toBeUndefined();
  });

  it('lets one of two writers win, by ETag', async () => {
    const first = await table().insert('race', 'row', { by: 'nobody' });
    await expect(table().insert('race', 'row', { by: 'late' })).rejects.toMatchObject(conflict);
    const second = await table().replace('race', 'row', { by: 'a' }, first);
    await expect(table().replace('race', 'row', { by: 'b' }, first)).rejects.toMatchObject(conflict);
    await expect(table().merge('race', 'row', { by: 'b' }, first)).rejects.toMatchObject(conflict);
    await expect(table().remove('race', 'row', first)).rejects.toMatchObject(conflict);
    const row = await table().get('race', 'row');
    expect(row).toMatchObject({ etag: second, columns: { by: 'a' } });
  });

  it('replaces a whole row, or merges single columns', async () => {
    const etag = await table().insert('change', 'row', { kept: 1, changed: 1 });
    const merged = await table().merge('change', 'row', { changed: 2 }, etag);
    expect((await table().get('change', 'row'))?.columns).toEqual({ kept: 1, changed: 2 });
    await table().replace('change', 'row', { changed: 3 }, merged);
    expect((await table().get('change', 'row'))?.columns).toEqual({ changed: 3 });
  });

  it('removes what is there, and minds nothing that is not', async () => {
    await table().put('gone', 'row', {});
    await table().remove('gone', 'row');
    await table().remove('gone', 'row');
    expect(await table().get('gone', 'row')).toBeUndefined();
  });

  it('lists past the 1,000 rows the service hands out at once', async () => {
    const { deliveries } = storage.tables;
    const keys = Array.from({ length: 1_001 }, (_, index) => String(index).padStart(4, '0'));
    for (let at = 0; at < keys.length; at += 91)
      await Promise.all(keys.slice(at, at + 91).map((key) => deliveries.put('many', key, { key, other: 1 })));
    const rows = await rowsOf(deliveries.list({ filter: "PartitionKey eq 'many'", select: ['key'] }));
    expect(rows.map(({ rowKey }) => rowKey)).toEqual(keys);
    expect(rows[1_000]?.columns).toEqual({ key: '1000' });
  });

  it("refuses what Azure would refuse, although Azurite wouldn't", async () => {
    const tooMany = Object.fromEntries(Array.from({ length: 253 }, (_, index) => [`p${index}`, 1]));
    await expect(table().put('limits', 'many', tooMany)).rejects.toMatchObject(failed);
    await expect(table().put('limits', 'long', { text: 'x'.repeat(32_769) })).rejects.toMatchObject(failed);
    expect(await rowsOf(table().list({ filter: "PartitionKey eq 'limits'" }))).toEqual([]);
  });
});

describe('the table checkpoints', () => {
  const key = { tenantId: tenant, source: 'defender-xdr' };

  it('takes the fullest checkpoint there can be, and gives it back whole', async () => {
    const checkpoints = checkpointTable(storage.tables.checkpoints);
    const checkpoint = fullCheckpoint();
    await checkpoints.save(key, checkpoint, undefined);
    const loaded = (await checkpoints.load(key)).checkpoint;
    expect(loaded).toEqual(checkpoint);
    expect(loaded?.seen.size).toBe(61_440);
    expect(await checkpoints.summaries()).toEqual([
      { tenantId: tenant, source: 'defender-xdr', failing: true, notBefore: 3_000, lastAttempt: 4_000 },
    ]);
  });

  it('lets only one of two insert the first row', async () => {
    const checkpoints = checkpointTable(storage.tables.checkpoints);
    const first = { tenantId: tenant, source: 'first' };
    await checkpoints.save(first, fullCheckpoint(), undefined);
    await expect(checkpoints.save(first, fullCheckpoint(), undefined)).rejects.toMatchObject(conflict);
  });

  it('says which row is unreadable, what is wrong in it and what to do', async () => {
    await storage.tables.checkpoints.put(tenant, 'broken', { marks: '["noon"]', owed: '[', state: 'fine' });
    const load = checkpointTable(storage.tables.checkpoints).load({ tenantId: tenant, source: 'broken' });
    await expect(load).rejects.toMatchObject({ code: 'row_invalid', place: { tenant, source: 'broken' } });
    await expect(load).rejects.toThrow(/marks.*owed.*state.*since.*Repair the row.*or delete it/);
  });
});

describe('a queue', () => {
  const received = async (name: 'incidents' | 'tenants', leaseMs = 60_000) =>
    (await storage.queues[name].receive(leaseMs)).map(({ text }) => text);

  it('holds base64 of the text, as host.json says, and never lets it expire', async () => {
    const text = '{"name":"ünïcödé <&> 😀"}';
    await storage.queues.incidents.put(text);
    const raw = new QueueClient(azurite.connectionString, 'incidents');
    const [message] = (await raw.receiveMessages({ visibilityTimeout: 1 })).receivedMessageItems;
    expect(Buffer.from(message?.messageText ?? '', 'base64').toString()).toBe(text);
    // -1 is shown as the end of the calendar; the service's default would be seven days from now.
    expect(message?.expiresOn.getUTCFullYear()).toBe(9999);
    await raw.clearMessages();
  });

  it('gives back what was put, counts it, and forgets what is removed', async () => {
    const queue = storage.queues.incidents;
    await Promise.all(['a', 'b', 'c'].map((text) => queue.put(text)));
    expect(await queue.depth()).toBe(3);
    const messages = await queue.receive(60_000);
    expect(messages.map(({ text }) => text).sort()).toEqual(['a', 'b', 'c']);
    expect(await queue.receive(60_000)).toEqual([]);
    for (const message of messages) await queue.remove(message);
    expect(await queue.depth()).toBe(0);
  });

  it('hides a message for as long as it is told, at most what the service allows', async () => {
    await storage.queues.tenants.put('soon');
    await storage.queues.tenants.put('tomorrow', 24 * 3_600_000);
    await storage.queues.tenants.put('far', 365 * 24 * 3_600_000);
    expect(await received('tenants')).toEqual(['soon']);
    expect(await storage.queues.tenants.depth()).toBe(3);
  });

  it('takes a message of exactly 64 KiB once encoded, and none longer', async () => {
    await storage.queues.incidents.put('x'.repeat(49_152));
    await expect(storage.queues.incidents.put('x'.repeat(49_153))).rejects.toMatchObject(failed);
    expect((await received('incidents'))[0]).toHaveLength(49_152);
  });
});

describe('a container', () => {
  it('keeps a blob, writes it again, and has none that was not written', async () => {
    const { payloads } = storage.containers;
    await payloads.write(`${tenant}/a`, '{"n":1.0,"é":"😀"}', 'application/json');
    expect((await payloads.read(`${tenant}/a`))?.toString()).toBe('{"n":1.0,"é":"😀"}');
    await payloads.write(`${tenant}/a`, '{}', 'application/json');
    expect((await payloads.read(`${tenant}/a`))?.toString()).toBe('{}');
    expect(await payloads.read(`${tenant}/b`)).toBeUndefined();
  });
});
