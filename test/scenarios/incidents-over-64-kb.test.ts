import { createHash } from 'node:crypto';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { describe, expect, it } from 'vitest';
import { members, memberText } from '../../sandbox/data/raw-json';
import { openedTable } from '../../sandbox/program/storage-rows';
import { eventually } from '../runtime/support';
import { incidents } from './support/incidents';
import { collectUntil, useScenario } from './support/scenario';

const scenario = useScenario();
const sizes = [47_000, 49_500, 65_400, 65_600, 120_000, 600_000, 2_500_000];
const hashOf = (raw: string) => createHash('sha256').update(raw).digest('hex');

describe('incidents over 64 KB', () => {
  const tenant = { id: '64000000-0000-4000-8000-000000000001', name: 'Northwind Traders' };
  // A number beyond 2^53 and one with a trailing zero: JSON.parse changes both.
  const records = incidents(sizes.length, (index) => ({ targetBytes: sizes[index] ?? 0 })).map(
    (raw) => `${raw.slice(0, -1)},"exact":[9007199254740993,1.0,-0.0,1e5]}`,
  );
  const payload = (raw: string) =>
    BlobServiceClient.fromConnectionString(scenario.storage)
      .getContainerClient('payloads')
      .getBlockBlobClient(`${tenant.id}/${hashOf(raw)}`);

  it('arrive whole, with every digit, from a blob named by their hash', async () => {
    for (const record of records) scenario.world.cloud.tenant(tenant.id).addIncident(record);
    await scenario.register(tenant);
    await collectUntil(scenario, async () => (await scenario.checkpoint(tenant.id))?.unread === 0);
    expect(
      scenario
        .deliveries(tenant.id)
        .map(({ dataRaw }) => dataRaw)
        .sort(),
    ).toEqual([...records].sort());
    for (const raw of records) expect((await payload(raw).downloadToBuffer()).toString()).toBe(raw);
  });

  it('never arrive changed: a payload that was tampered with ends in the dead letters', async () => {
    const delivery = scenario.deliveries(tenant.id).find(({ dataRaw }) => dataRaw === records[0]);
    if (!delivery) throw new Error('The first record was not delivered.');
    const { dataRaw, rawBody, id } = delivery;
    const before = scenario.deliveries(tenant.id).length;
    const oneDigitOff = dataRaw.replace('9007199254740993', '9007199254740992');
    await payload(dataRaw).upload(oneDigitOff, Buffer.byteLength(oneDigitOff));

    const text = byReference(rawBody, tenant.id, hashOf(dataRaw));
    const queue = QueueServiceClient.fromConnectionString(scenario.storage).getQueueClient('incidents');
    await queue.sendMessage(Buffer.from(text).toString('base64'));
    await eventually(async () => (await deadLetters()).length > 0);

    expect(await deadLetters()).toMatchObject([{ tenant: tenant.id, eventId: id }]);
    expect((await deadLetters())[0]?.reason).toContain('its hash differs');
    expect(scenario.deliveries(tenant.id)).toHaveLength(before);
  });
});

/** The queue message of an event whose data lies in a blob, as the collector puts it. */
function byReference(event: string, tenantId: string, hash: string): string {
  const attributes = members(event).filter(({ name }) => name !== 'data');
  const texts = attributes.map(({ name }) => `${JSON.stringify(name)}:${memberText(event, name)}`);
  return `{${texts.join(',')},"dataref":"payloads/${tenantId}/${hash}"}`;
}

async function deadLetters() {
  const rows: { reason: string; tenant: string; eventId: string }[] = [];
  const table = await openedTable(scenario.storage, 'deadletters');
  for await (const row of table.listEntities<{ reason: string; tenant: string; eventId: string }>()) rows.push(row);
  return rows;
}
