import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../sandbox/azurite';
import { identityIssuer } from '../../sandbox/cloud/managed-identity/identity';
import { type AppProcess, startAppProcess } from '../../sandbox/program/app/app-process';
import { writeTenants } from '../../sandbox/program/storage-rows';
import { eventually } from '../runtime/support';
import { incidents } from './support/incidents';
import { appDir } from './support/scenario';
import { startWorld, type World } from './support/world';

const customer = { id: '5ec00000-0000-4000-8000-000000000011', name: 'Contoso' };
const other = { id: '5ec00000-0000-4000-8000-000000000012', name: 'Fabrikam' };
const clientId = '1de00000-0000-4000-8000-00000000000c';
const principalId = '1de00000-0000-4000-8000-00000000000d';
const audience = 'api://AzureADTokenExchange';

let azurite: Azurite;
let world: World;
let app: AppProcess | undefined;
const printed: string[] = [];

beforeAll(async () => {
  const [certFile, keyFile] = [process.env.TEST_TLS_CERT ?? '', process.env.TEST_TLS_KEY ?? ''];
  azurite = await startAzurite({ tls: { certFile, keyFile } });
  world = await startWorld({ account: azurite });
  const { cloud, identities } = world;
  cloud.assign({ clientId, principalId, tenantId: identities.partner.tenantId });
  cloud.app(identities.partner.clientId).removeSecret(identities.partner.clientSecret);
});
beforeEach(() => {
  printed.length = 0;
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
});
afterAll(async () => {
  await world.stop();
  await azurite.stop();
});

/** What infra/modules/app.bicep sets and App Service adds, with the addresses of this world. */
function settings(): Record<string, string> {
  const { cloud, identities } = world;
  return {
    RelayStorage__credential: 'managedidentity',
    RelayStorage__clientId: clientId,
    RelayStorage__blobServiceUri: azurite.blobUrl,
    RelayStorage__queueServiceUri: azurite.queueUrl,
    RelayStorage__tableServiceUri: azurite.tableUrl,
    AZURE_CLIENT_ID: clientId,
    KEY_VAULT_URL: cloud.urls.keyVault,
    PARTNER_TENANT_ID: identities.partner.tenantId,
    PARTNER_CLIENT_ID: identities.partner.clientId,
    PARTNER_CREDENTIAL: 'managed-identity',
    ...cloud.identityEnvironment,
    ENTRA_AUTHORITY_URL: cloud.urls.authority,
    DEFENDER_XDR_URL: cloud.urls.defender,
    DEFENDER_ENDPOINT_URL: cloud.urls.defender,
    COLLECT_SCHEDULE: '* * * * * *',
    ALLOW_PRIVATE_DESTINATIONS: 'true',
    NODE_EXTRA_CA_CERTS: process.env.TEST_TLS_CERT ?? '',
  };
}

function trust(subject: string): void {
  const { cloud, identities } = world;
  const issuer = identityIssuer(identities.partner.tenantId);
  cloud.app(identities.partner.clientId).federatedCredentials = [{ issuer, subject, audience }];
}

async function startApp(): Promise<void> {
  app = await startAppProcess({
    program: join(appDir, 'dist/sandbox/index.js'),
    appDir,
    settings: settings(),
    maxPollingIntervalMs: 100,
    onOutput: (line) => printed.push(line),
    onComplaint: (line) => printed.push(line),
  });
}

it('collects and delivers with the managed identity alone: for storage, the vault and the partner app', async () => {
  trust(principalId);
  const records = incidents(5);
  for (const record of records) world.cloud.tenant(customer.id).addIncident(record);
  await writeTenants(azurite.connectionString, [customer]);
  await startApp();
  await eventually(() => world.siem.deliveries.length === records.length, 20_000);

  expect(world.siem.badSignatures).toBe(0);
  expect(world.cloud.vault.reads(world.identities.partner.secretName)).toBe(0);
  expect(world.cloud.vault.reads(world.identities.siem.secretName)).toBe(1);
  const refused = world.cloud.requests.filter(({ status }) => status >= 400);
  // Clients of the vault first ask without a token, to learn where to get one.
  expect(refused.map(({ service, status }) => [service, status])).toEqual([['vault', 401]]);
}, 60_000);

it('a federated credential of another identity is one fault of the credential, and no fault of a tenant', async () => {
  trust(clientId);
  const records = incidents(2);
  for (const record of records) world.cloud.tenant(other.id).addIncident(record);
  await writeTenants(azurite.connectionString, [other]);
  const before = world.siem.deliveries.length;
  await startApp();
  const attention = () => printed.filter((line) => line.includes('"event":"credential.attention"'));
  await eventually(() => attention().length > 0, 20_000);
  expect(attention()[0]).toContain('AADSTS700213');
  expect(printed.filter((line) => line.includes('"event":"tenant.attention"'))).toEqual([]);
  expect(world.siem.deliveries.length).toBe(before);

  // Mended in the registration: the running app goes on by itself.
  trust(principalId);
  await eventually(() => world.siem.deliveries.length === before + records.length, 20_000);
}, 60_000);
