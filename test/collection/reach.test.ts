import { describe, expect, it } from 'vitest';
import { reachOf } from '../../shared/collection/reach';
import { readSettings } from '../../shared/settings';
import { sources } from '../../shared/sources/registry';
import type { Tenant } from '../../shared/tenants/tenant';
import { tenant, tenantA } from './support/fleet';

const partner = '22222222-2222-4222-8222-222222222222';
const environment = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  RelayStorage: 'UseDevelopmentStorage=true',
  KEY_VAULT_URL: 'https://partner.vault.azure.net',
  PARTNER_TENANT_ID: '33333333-3333-4333-8333-333333333333',
  PARTNER_CLIENT_ID: partner,
};

function reach(changes: Partial<Tenant> = {}, settings: Record<string, string> = {}) {
  const target = { tenant: tenant(tenantA, changes), source: sources['defender-xdr'] };
  return reachOf(readSettings({ ...environment, ...settings }), target);
}

describe('where a tenant is collected from', () => {
  it("is the cloud's API, with the partner's app and the tenant's own token", () => {
    expect(reach()).toMatchObject({
      base: 'https://api.security.microsoft.com',
      local: false,
      token: {
        tenantId: tenantA,
        authority: 'https://login.microsoftonline.com',
        clientId: partner,
        credential: { kind: 'secret', name: 'partner-client-secret' },
        scope: 'https://api.security.microsoft.com/.default',
      },
    });
  });

  it('may be a host of its own; the token stays for the same resource', () => {
    const { base, token } = reach({ apiHost: 'eu.api.security.microsoft.com' });
    expect(base).toBe('https://eu.api.security.microsoft.com');
    expect(token.scope).toBe('https://api.security.microsoft.com/.default');
  });

  it('may be reached with its own app and credential, and then it is that app which needs consent', () => {
    const own = {
      clientId: '44444444-4444-4444-8444-444444444444',
      credential: { kind: 'secret', name: 'own' },
    } as const;
    const { token, consentLink } = reach(own);
    expect(token).toMatchObject(own);
    expect(consentLink).toContain(own.clientId);
    expect(consentLink).toContain(tenantA);
    expect(consentLink).not.toContain(partner);
  });

  it('in another cloud is asked there, with a token from there', () => {
    const { base, token } = reach({ cloud: 'gcc-high' });
    expect(base).toMatch(/\.us$/);
    expect(token.authority).toMatch(/\.us$/);
    expect(new URL(token.scope).hostname).toMatch(/\.us$/);
  });

  it('on this machine may be reached at a private address, and nowhere else', () => {
    const local = { ENTRA_AUTHORITY_URL: 'https://localhost:1', DEFENDER_XDR_URL: 'https://localhost:2' };
    expect(reach({}, local)).toMatchObject({ base: 'https://localhost:2', local: true });
    expect(reach({ apiHost: 'eu.api.security.microsoft.com' }, local).local).toBe(false);
  });
});
