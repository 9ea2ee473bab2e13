import { join } from 'node:path';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppProcess, startAppProcess } from '../../sandbox/program/app/app-process';
import { parseLogLine } from '../../sandbox/program/app/log-line';
import { openedTable, writeTenants, writeWebhook } from '../../sandbox/program/storage-rows';
import { eventually } from '../runtime/support';
import { incidents } from './support/incidents';
import { appDir } from './support/scenario';
import { startWorld, type World } from './support/world';

const idOf = (number: number) => `10900000-0000-4000-8000-00000000000${number}`;
const canary = 'canary-5f1c';
/** What the customer's data holds, and what people paste where it doesn't belong. */
const planted = {
  payload: `${canary}-payload`,
  query: `${canary}-query`,
  pasted: `${canary}-pasted-secret`,
  foreign: `${canary}-foreign-message`,
};

/** Everything that must have gone wrong, so that its log line has been written. */
const expectedEvents = [
  'collect.finished',
  'tenant.collected',
  'tenant.attention',
  'tenant.throttled',
  'credential.attention',
  'row.malformed',
  'record.malformed',
  'delivery.delivered',
  'delivery.retry',
  'delivery.dead-lettered',
  'destination.attention',
  'message.unreadable',
];

describe('what the app writes at its default level', () => {
  const written: string[] = [];
  let world: World;
  let app: AppProcess | undefined;

  beforeAll(async () => {
    world = await startWorld({ collectSchedule: '* * * * * *', siemPath: `/in?token=${planted.query}` });
    await plant(world);
    app = await startAppProcess({
      program: join(appDir, 'dist/sandbox/index.js'),
      appDir,
      settings: { ...world.settings, NODE_EXTRA_CA_CERTS: process.env.TEST_TLS_CERT ?? '' },
      maxPollingIntervalMs: 200,
      onOutput: (line) => written.push(line),
      onComplaint: (line) => written.push(line),
    });
    const seen = () => written.map((line) => parseLogLine(line)?.event);
    await eventually(() => expectedEvents.every((event) => seen().includes(event)), 30_000);
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await world.stop();
  });

  it('has a line for each kind of trouble, each one JSON object', () => {
    const lines = written.map(parseLogLine);
    expect(lines.filter((line) => line === undefined)).toEqual([]);
    expect([...new Set(lines.map((line) => line?.event))]).toEqual(expect.arrayContaining(expectedEvents));
  });

  it('holds no secret', () => {
    const { partner, own, siem } = world.identities;
    const accountKey = /AccountKey=([^;]+)/.exec(world.azurite.connectionString)?.[1] ?? 'no key';
    const signingKey = siem.secret.replace('whsec_', '');
    const secrets = [partner.clientSecret, own.clientSecret, signingKey, accountKey, planted.pasted, planted.query];
    expect(secrets.filter((secret) => written.some((line) => line.includes(secret)))).toEqual([]);
  });

  it('holds no token', () => {
    expect(written.filter((line) => /eyJ[\w-]{8,}|Bearer\s/.test(line))).toEqual([]);
  });

  it('holds nothing of a payload', () => {
    expect(written.filter((line) => line.includes(canary))).toEqual([]);
  });
});

/** Customers and messages that bring every one of the expected events about. */
async function plant({ cloud, siem, azurite, identities }: World): Promise<void> {
  const storage = azurite.connectionString;
  // There is no webhook at this address, so the relay pauses the destination and says so.
  const nowhere = `${cloud.urls.keyVault}/hooks?token=${planted.query}`;
  await writeWebhook(storage, { name: 'gone', url: nowhere, secretName: identities.siem.secretName });
  const marked = incidents(6, () => ({ alerts: 1 })).map((raw) =>
    raw.replace(/"incidentName":"[^"]*"/, `"incidentName":"${planted.payload}"`),
  );
  const large = incidents(1, () => ({ id: 99, targetBytes: 80_000 })).map((raw) =>
    raw.replaceAll('T1059.001', planted.payload),
  );
  const withoutId = `{"incidentId":"","incidentName":"${planted.payload}","lastUpdateTime":"${planted.payload}"}`;
  for (const record of [...marked, ...large]) cloud.tenant(idOf(1)).addIncident(record);
  cloud.tenant(idOf(1)).addIncident(withoutId, { indexedAs: { lastUpdateTime: new Date().toISOString() } });
  for (const number of [5, 6]) cloud.tenant(idOf(number));
  cloud.tenant(idOf(2)).revokeConsent();
  cloud.tenant(idOf(3)).consent({ xdr: [] });
  cloud.tenant(idOf(4)).licensed = false;
  cloud.script(idOf(5), 'incidents', [{ status: 429 }]);
  cloud.script(idOf(6), 'incidents', [
    { status: 500, body: planted.payload },
    { body: `{"value":[{"${planted.payload}` },
  ]);
  const ids = [1, 2, 3, 4, 5, 6, 7].map((number) => ({ id: idOf(number), name: `Tenant ${number}` }));
  await writeTenants(storage, ids);

  const tenants = await openedTable(storage, 'tenants');
  const own = { clientId: idOf(8), credential: 'secret:own-secret' };
  cloud.app(own.clientId, idOf(7)).addSecret('another');
  cloud.tenant(idOf(7)).consent({}, own.clientId);
  cloud.vault.setSecret('own-secret', planted.pasted);
  await tenants.updateEntity({ partitionKey: 'tenant', rowKey: idOf(7), ...own }, 'Merge');
  const pasted = { displayName: 'Pasted', status: 'active', clientId: idOf(8), credential: planted.pasted };
  await tenants.createEntity({ partitionKey: 'tenant', rowKey: idOf(9), ...pasted });

  const body = JSON.stringify({ error: planted.payload });
  siem.script([{ status: 500, body }, { status: 422, body }, { drop: true }]);
  const queue = QueueServiceClient.fromConnectionString(storage).getQueueClient('incidents');
  await queue.createIfNotExists();
  await queue.sendMessage(Buffer.from(JSON.stringify({ note: planted.foreign })).toString('base64'));
}
