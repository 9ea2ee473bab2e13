import { beforeEach, describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { environment, fakeTokens, partnerClientId, relay } from './harness';
import { useTables } from './tables';

const id = '6d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';
const other = '7d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';
const link = `https://login.microsoftonline.com/${id}/adminconsent?client_id=${partnerClientId}`;

const tables = useTables();
const given = () => ({ tenants: tables.tenants, tokens: fakeTokens({}) });

describe('relay tenants add', () => {
  it('writes the row and prints the consent link', async () => {
    const { code, out } = await relay(['tenants', 'add', id.toUpperCase(), '--name', 'Contoso'], given());
    expect(code).toBe(0);
    expect(out).toContain(`Contoso (${id}) is registered as active, sources: defender-xdr.`);
    expect(out).toContain(link);
    expect((await tables.tenantRows.get('tenant', id))?.columns).toEqual({
      displayName: 'Contoso',
      status: 'active',
      statusSince: '2026-11-20T10:00:00.000Z',
    });
  });

  it('writes every option as the row has it', async () => {
    const options = ['--sources', 'defender-xdr', '--destinations', 'siem,tickets', '--lookback', 'P7D'];
    const host = ['--api-host', 'eu.api.security.microsoft.com', '--invited', '--json'];
    const { code, out } = await relay(['tenants', 'add', id, '--name', 'Contoso', ...options, ...host], given());
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      tenant: { id, displayName: 'Contoso', status: 'invited', sources: ['defender-xdr'] },
      consentLink: link,
    });
    expect((await tables.tenantRows.get('tenant', id))?.columns).toMatchObject({
      status: 'invited',
      sources: 'defender-xdr',
      destinations: 'siem,tickets',
      lookback: 'P7D',
      apiHost: 'eu.api.security.microsoft.com',
    });
  });

  it('refuses a domain name and says where the GUID is', async () => {
    const { code, err } = await relay(['tenants', 'add', 'contoso.com', '--name', 'Contoso'], given());
    expect(code).toBe(2);
    expect(err).toMatch(/GUID[\s\S]*Entra admin center/);
  });

  it('refuses a tenant without a name', async () => {
    const { code, err } = await relay(['tenants', 'add', id], given());
    expect(code).toBe(2);
    expect(err).toContain('--name <display name> is missing');
  });

  it('lists everything that is wrong with the options', async () => {
    const typed = ['tenants', 'add', id, '--name', 'Contoso', '--sources', 'all', '--lookback', 'long'];
    const { code, err } = await relay(typed, given());
    expect(code).toBe(2);
    expect(err).toMatch(/sources must be[\s\S]*lookback must be/);
    expect(await tables.tenantRows.get('tenant', id)).toBeUndefined();
  });

  it('refuses a registered tenant', async () => {
    await relay(['tenants', 'add', id, '--name', 'Contoso'], given());
    const { code, err } = await relay(['tenants', 'add', id, '--name', 'Again'], given());
    expect(code).toBe(1);
    expect(err).toContain('registered already');
  });
});

describe('relay tenants list', () => {
  it('says how to begin when there is none', async () => {
    expect(await relay(['tenants', 'list'], given())).toMatchObject({
      code: 0,
      out: expect.stringContaining('tenants add'),
    });
  });

  it('shows tenants in aligned columns, and malformed rows', async () => {
    await tables.tenantRows.insert('tenant', id, {
      displayName: 'Contoso\u001b[31m',
      status: 'suspended',
      statusReason: 'No consent.',
    });
    await tables.tenantRows.insert('tenant', other, { displayName: 'Fabrikam', status: 'on' });
    const { code, out } = await relay(['tenants', 'list'], given());
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'TENANT                                NAME          STATUS     SOURCES       REASON',
      `${id}  Contoso [31m  suspended  defender-xdr  No consent.`,
      `${other}                malformed                status must be one of invited, active, paused, suspended.`,
    ]);
  });

  it('prints one JSON document that names no credential', async () => {
    const own = { clientId: partnerClientId, credential: 'secret:contoso-secret' };
    await tables.tenantRows.insert('tenant', id, { displayName: 'Contoso', status: 'active', ...own });
    await tables.tenantRows.insert('tenant', other, { displayName: 'Fabrikam', status: 'on' });
    const { out } = await relay(['tenants', 'list', '--json'], given());
    expect(JSON.parse(out)).toMatchObject({
      tenants: [{ id, displayName: 'Contoso', status: 'active', credential: 'secret' }],
      malformed: [{ rowKey: other, faults: [expect.stringContaining('status')] }],
    });
    expect(out).not.toContain('contoso-secret');
  });
});

describe('relay tenants check', () => {
  beforeEach(() => tables.tenantRows.insert('tenant', id, { displayName: 'Contoso', status: 'active' }));

  it('shows what the token holds', async () => {
    const tokens = fakeTokens({});
    const { code, out } = await relay(['tenants', 'check', id], { ...given(), tokens });
    expect(code).toBe(0);
    expect(out).toMatch(/audience +https:\/\/api\.security\.microsoft\.com/);
    expect(out).toMatch(new RegExp(`tenant +${id}`));
    expect(out).toMatch(/roles +Incident\.Read\.All/);
    expect(out).toMatch(/expires +2026-11-20T11:00:00\.000Z \(in 60 minutes\)/);
    expect(out).toMatch(/missing +nothing/);
    expect(out).toContain(link);
    expect(out).not.toContain('very-secret');
    expect(tokens.asked).toEqual([
      {
        tenantId: id,
        authority: 'https://login.microsoftonline.com',
        clientId: partnerClientId,
        credential: { kind: 'secret', name: 'partner-client-secret' },
        scope: 'https://api.security.microsoft.com/.default',
      },
    ]);
  });

  it("asks with the tenant's own app in the tenant's own cloud", async () => {
    const own = { clientId: 'c0ffee00-0000-4000-8000-000000000000', credential: 'certificate:own', cloud: 'gcc-high' };
    await tables.tenantRows.insert('tenant', other, { displayName: 'Fabrikam', status: 'active', ...own });
    const tokens = fakeTokens({});
    await relay(['tenants', 'check', other], { ...given(), tokens });
    expect(tokens.asked[0]).toMatchObject({
      authority: 'https://login.microsoftonline.us',
      clientId: own.clientId,
      credential: { kind: 'certificate', name: 'own' },
    });
  });

  it('names the missing permission', async () => {
    const tokens = fakeTokens({ roles: ['AdvancedHunting.Read.All'] });
    const { code, out } = await relay(['tenants', 'check', id], { ...given(), tokens });
    expect(code).toBe(1);
    expect(out).toMatch(/missing +Incident\.Read\.All or Incident\.ReadWrite\.All/);
    expect(out).toContain(link);
  });

  it('says why there is no token, as JSON too', async () => {
    const tokens = fakeTokens(new RelayError('consent_missing', 'Contoso has not consented.', { tenant: id }));
    const { code, out } = await relay(['tenants', 'check', id, '--json'], { ...given(), tokens });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      tenant: { id, displayName: 'Contoso', status: 'active' },
      healthy: false,
      sources: [
        {
          source: 'defender-xdr',
          fault: { code: 'consent_missing', message: 'Contoso has not consented.' },
          missing: ['token'],
        },
      ],
      consentLink: link,
    });
  });

  it('asks to register an unknown tenant first', async () => {
    const { code, err } = await relay(['tenants', 'check', other], given());
    expect(code).toBe(2);
    expect(err).toContain(`relay tenants add ${other}`);
  });

  it('lists the faults of a malformed row', async () => {
    await tables.tenantRows.insert('tenant', other, { displayName: 'Fabrikam', status: 'on', cloud: 'mars' });
    const { code, err } = await relay(['tenants', 'check', other], given());
    expect(code).toBe(1);
    expect(err).toMatch(/status must be[\s\S]*cloud must be/);
  });

  it('uses the redirect URL of the settings in the link', async () => {
    const withRedirect = { ...environment, CONSENT_REDIRECT_URL: 'https://relay.example/api/onboarding/callback' };
    const { out } = await relay(['tenants', 'check', id], { ...given(), environment: withRedirect });
    expect(out).toContain('redirect_uri=https%3A%2F%2Frelay.example%2Fapi%2Fonboarding%2Fcallback');
  });
});
