import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedCloud, startCloud } from '../../sandbox/cloud/cloud';
import { makeCertificate } from '../../sandbox/tls';
import { useAzurite } from '../support/azurite';

const program = 'dist/cli/index.js';
const id = '6d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';
const partner = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  clientId: '22222222-2222-4222-8222-222222222222',
  clientSecret: 'Partner~Secret',
  secretName: 'partner-client-secret',
};
const own = { ...partner, clientId: '33333333-3333-4333-8333-333333333333', clientSecret: 'Own~Secret' };

const azurite = useAzurite();
let cloud: SimulatedCloud;
let folder: string;
let file: string;

beforeAll(async () => {
  const tls = await makeCertificate();
  cloud = await startCloud({ tls, partner, own });
  folder = mkdtempSync(join(tmpdir(), 'relay-program-'));
  const certificate = join(folder, 'cloud.pem');
  writeFileSync(certificate, tls.cert);
  file = join(folder, 'local.settings.json');
  const Values = {
    RelayStorage: azurite.connectionString,
    KEY_VAULT_URL: cloud.urls.keyVault,
    PARTNER_TENANT_ID: partner.tenantId,
    PARTNER_CLIENT_ID: partner.clientId,
    ENTRA_AUTHORITY_URL: cloud.urls.authority,
    DEFENDER_XDR_URL: cloud.urls.defender,
    AZURE_TENANT_ID: own.tenantId,
    AZURE_CLIENT_ID: own.clientId,
    AZURE_CLIENT_SECRET: own.clientSecret,
    NODE_EXTRA_CA_CERTS: certificate,
  };
  writeFileSync(file, JSON.stringify({ IsEncrypted: false, Values }));
});
afterAll(() => cloud.close());

/** The built program in a process that knows nothing but its settings file. */
function relay(...typed: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const command = [join(process.cwd(), program), ...typed];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder, env: { PATH: process.env.PATH } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
  });
}

describe('the built relay, against a storage account and a cloud whose certificate only its settings file names', () => {
  it('adds a tenant to a storage account that is still empty, lists it and checks it', async () => {
    cloud.tenant(id);
    expect(await relay('tenants', 'add', id, '--name', 'Contoso')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining(`${cloud.urls.authority}/${id}/adminconsent?client_id=${partner.clientId}`),
    });
    const list = await relay('tenants', 'list', '--json', '--settings', file);
    expect(JSON.parse(list.out).tenants).toMatchObject([{ id, displayName: 'Contoso', status: 'active' }]);

    const check = await relay('tenants', 'check', id, '--json');
    expect(check).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(check.out)).toMatchObject({
      healthy: true,
      sources: [{ source: 'defender-xdr', claims: { tenantId: id, appId: partner.clientId }, missing: [] }],
    });
  });

  it('says that a tenant has not consented, and gives the link', async () => {
    const stranger = '7d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';
    cloud.tenant(stranger).revokeConsent();
    await relay('tenants', 'add', stranger, '--name', 'Fabrikam');
    const { code, out, err } = await relay('tenants', 'check', stranger);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/missing +token/);
    expect(out).toContain(`${stranger}/adminconsent`);
    for (const { clientSecret } of [partner, own]) expect(out).not.toContain(clientSecret);
  });

  it('collects now, and says how far it is and what is wrong', async () => {
    const [collected, failing] = ['8d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11', '9d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11'];
    const at = new Date(Date.now() - 30_000).toISOString();
    cloud.tenant(collected).addIncident({ incidentId: 1, severity: 'High', lastUpdateTime: at, createdTime: at });
    cloud.tenant(failing).consent({ xdr: [] });
    await relay('tenants', 'add', collected, '--name', 'Northwind', '--sources', 'defender-xdr');
    await relay('tenants', 'add', failing, '--name', 'Tailspin', '--sources', 'defender-xdr');

    const one = await relay('collect', collected, '--json');
    expect(one).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(one.out)).toMatchObject({ targets: 1, sent: 1, failed: 0, notes: [] });
    const shown = await relay('tenants', 'show', collected, '--json');
    expect(JSON.parse(shown.out)).toMatchObject({ healthy: true, sources: [{ sent: 1, complete: true, state: 'ok' }] });

    const both = await relay('collect', collected, failing);
    expect(both).toMatchObject({ code: 1, err: '' });
    expect(both.out).toMatch(
      /0 versions sent[\s\S]*Needs attention:\n {2}Tailspin .*: failing\n {4}.*Incident\.Read\.All/,
    );
    const why = await relay('tenants', 'show', failing);
    expect(why.code).toBe(1);
    expect(why.out).toMatch(/not collected +failing since .*\n .*Incident\.Read\.All/);

    expect(await relay('tenants', 'pause', failing)).toMatchObject({ code: 0, err: '' });
    const refused = await relay('collect', failing);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(`Tailspin (${failing}) isn't collected: the tenant is paused.`);
  });

  it('ends with 2 and one message after a mistake', async () => {
    const { code, out, err } = await relay('tenants', 'add', 'contoso.com', '--name', 'Contoso');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('which is a GUID');
    expect(err).not.toMatch(/^\s+at /m);
  });
});
