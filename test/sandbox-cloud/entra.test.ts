import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import { describe, expect, it } from 'vitest';
import { decodeToken, signToken } from '../../sandbox/cloud/jwt';
import { type Certificate, makeCertificate } from '../../sandbox/tls';
import { askToken, contoso, own, partner, scopes, testCloud, tokenFor } from './fixture';

const unknownTenant = '99999999-9999-4999-8999-999999999999';

describe('the token endpoint', () => {
  it('gives a v1 token for the resource and tenant asked for, with the granted roles', async () => {
    const cloud = await testCloud({ now: () => 1_790_000_000_000, tokenLifetimeSeconds: 4_000 });
    cloud.tenant(contoso).consent({ xdr: ['Incident.Read.All', 'Incident.ReadWrite.All'] });
    const { status, body } = await askToken(cloud);
    expect(status).toBe(200);
    expect(body.expires_in).toBe(4_000);
    expect(decodeToken(body.access_token)?.claims).toMatchObject({
      aud: 'https://api.security.microsoft.com',
      iss: `https://sts.windows.net/${contoso}/`,
      tid: contoso,
      appid: partner.clientId,
      appidacr: '1',
      roles: ['Incident.Read.All', 'Incident.ReadWrite.All'],
      exp: 1_790_004_000,
      ver: '1.0',
    });
    const other = await tokenFor(cloud, { scope: scopes.mde });
    expect(decodeToken(other)?.claims).toMatchObject({
      aud: 'https://api.securitycenter.microsoft.com',
      roles: ['Alert.Read.All'],
    });
  });

  it('draws lifetimes between 60 and 90 minutes when none is set', async () => {
    const cloud = await testCloud();
    const lifetimes = await Promise.all([1, 2, 3, 4].map(async () => (await askToken(cloud)).body.expires_in));
    expect(new Set(lifetimes).size).toBeGreaterThan(1);
    for (const lifetime of lifetimes) expect(lifetime >= 3_600 && lifetime < 5_400).toBe(true);
  });

  it('gives a token without a roles claim, and no error, when nothing was granted', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).consent({ xdr: [] });
    expect(decodeToken(await tokenFor(cloud))?.claims).not.toHaveProperty('roles');
  });

  it.each([
    ['a tenant that never consented', 700016, 400, 'unauthorized_client', {}],
    ['a secret that is wrong', 7000215, 401, 'invalid_client', { secret: 'wrong' }],
    ['a secret that expired', 7000222, 401, 'invalid_client', { secret: 'old' }],
    ['an unknown tenant', 90002, 400, 'invalid_request', { tenant: unknownTenant }],
    ['a resource that nobody provisioned', 500011, 400, 'invalid_resource', { scope: 'https://example.com/.default' }],
    ['a scope of another form', 70011, 400, 'invalid_scope', { scope: 'Incident.Read.All' }],
    ['another grant', 70003, 400, 'unsupported_grant_type', { changes: { grant_type: 'password' } }],
    ['no scope', 900144, 400, 'invalid_request', { scope: '' }],
  ])('refuses %s with AADSTS%i', async (_case, code, status, error, form) => {
    const cloud = await testCloud();
    cloud.app(partner.clientId).addSecret('old', 0);
    if (code === 700016) cloud.tenant(contoso).revokeConsent();
    const answer = await askToken(cloud, form);
    expect(answer).toMatchObject({ status, body: { error, error_codes: [code] } });
    expect(answer.body.error_description).toMatch(new RegExp(`^AADSTS${code}: .*\r\nTrace ID: .*\r\nCorrelation ID: `));
  });

  it.each([
    [7000229, 401, 'invalid_client'],
    [53003, 400, 'invalid_grant'],
    [50196, 400, 'invalid_grant'],
  ] as const)('refuses a whole tenant with AADSTS%i when told to', async (code, status, error) => {
    const cloud = await testCloud();
    cloud.tenant(contoso).refusal = code;
    expect(await askToken(cloud)).toMatchObject({ status, body: { error, error_codes: [code] } });
  });

  it('says that one API is absent while the other gives tokens', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).absentResources.add('mde');
    expect(await askToken(cloud, { scope: scopes.mde })).toMatchObject({ body: { error_codes: [500011] } });
    expect((await askToken(cloud)).status).toBe(200);
  });

  it('follows a rotation: the old secret stops working, the new one starts', async () => {
    const cloud = await testCloud();
    cloud.app(partner.clientId).removeSecret(partner.clientSecret);
    cloud.app(partner.clientId).addSecret('second');
    expect(await askToken(cloud)).toMatchObject({ status: 401, body: { error_codes: [7000215] } });
    expect((await askToken(cloud, { secret: 'second' })).status).toBe(200);
  });

  it('throttles and fails as scripted, with Entra’s own bodies', async () => {
    const cloud = await testCloud();
    cloud.script(contoso, 'token', [{ status: 429, headers: { 'retry-after': '7' } }, { status: 503 }]);
    const url = `${cloud.urls.authority}/${contoso}/oauth2/v2.0/token`;
    const throttled = await fetch(url, { method: 'POST', body: 'x=1' });
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await askToken(cloud)).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    expect((await askToken(cloud)).status).toBe(200);
  });

  it('keeps secrets and tokens out of the request log', async () => {
    const cloud = await testCloud();
    const token = await tokenFor(cloud);
    expect(JSON.stringify(cloud.requests)).not.toContain(partner.clientSecret);
    expect(JSON.stringify(cloud.requests)).not.toContain(token);
    expect(cloud.requests).toMatchObject([{ service: 'entra', tenantId: contoso, method: 'POST', status: 200 }]);
  });
});

describe('discovery', () => {
  it('describes a tenant that exists and refuses one that does not', async () => {
    const cloud = await testCloud();
    const discover = async (tenant: string) => {
      const response = await fetch(`${cloud.urls.authority}/${tenant}/v2.0/.well-known/openid-configuration`);
      return { status: response.status, body: await response.json() };
    };
    expect(await discover(contoso)).toMatchObject({
      status: 200,
      body: { token_endpoint: `${cloud.urls.authority}/${contoso}/oauth2/v2.0/token` },
    });
    expect(await discover(unknownTenant)).toMatchObject({
      status: 400,
      body: { error: 'invalid_tenant', error_codes: [90002] },
    });
    cloud.tenant(contoso).deleted = true;
    expect(await discover(contoso)).toMatchObject({ status: 400, body: { error_codes: [90002] } });
  });
});

describe('a client assertion', () => {
  const registered = makeCertificate();

  /** An assertion that is right but for `changes`, as older clients sign it: RS256 and SHA-1 thumbprint. */
  function assertion(cloudAuthority: string, { cert, key }: Certificate, changes: object) {
    const now = Math.floor(Date.now() / 1000);
    const aud = `${cloudAuthority}/${contoso}/oauth2/v2.0/token`;
    const x5t = createHash('sha1').update(new X509Certificate(cert).raw).digest('base64url');
    const claims = { aud, iss: partner.clientId, sub: partner.clientId, nbf: now - 10, exp: now + 300, jti: 'x' };
    const keys = { keyId: x5t, privateKey: createPrivateKey(key), publicKey: createPublicKey(cert) };
    return signToken(keys, { ...claims, ...changes });
  }

  it.each([
    ['is taken', 200, undefined, {}],
    ['for another audience is refused', 401, 700023, { aud: 'https://login.example.com/' }],
    ['of another app is refused', 401, 700027, { iss: own.clientId, sub: own.clientId }],
    ['that expired is refused', 401, 700024, { exp: 1_000 }],
    ['that starts in an hour is refused', 401, 700024, { nbf: Math.floor(Date.now() / 1000) + 3_600 }],
  ])('%s', async (_case, status, code, changes) => {
    const cloud = await testCloud();
    const certificate = await registered;
    cloud.app(partner.clientId).addCertificate(certificate.cert);
    const response = await fetch(`${cloud.urls.authority}/${contoso}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: partner.clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion(cloud.urls.authority, certificate, changes),
        scope: scopes.xdr,
      }),
    });
    const body = (await response.json()) as { error_codes?: number[] };
    expect([response.status, body.error_codes?.[0]]).toEqual([status, code]);
  });
});

describe('with @azure/identity', () => {
  const options = (authorityHost: string) => ({
    authorityHost,
    disableInstanceDiscovery: true,
    additionallyAllowedTenants: ['*'],
  });

  it('one secret credential gets tokens of several customers, each of its own tenant', async () => {
    const cloud = await testCloud();
    const fabrikam = 'fabfabfa-2222-4333-8444-555555555555';
    cloud.tenant(fabrikam);
    const { tenantId, clientId, clientSecret } = partner;
    const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, options(cloud.urls.authority));
    for (const tenant of [contoso, fabrikam]) {
      const token = await credential.getToken(scopes.xdr, { tenantId: tenant });
      expect(decodeToken(token.token)?.claims).toMatchObject({ tid: tenant, roles: ['Incident.Read.All'] });
    }
  });

  it('passes on the AADSTS code of a refusal', async () => {
    const cloud = await testCloud();
    cloud.tenant(contoso).revokeConsent();
    const credential = new ClientSecretCredential(contoso, partner.clientId, 'x', options(cloud.urls.authority));
    await expect(credential.getToken(scopes.xdr)).rejects.toThrow(/AADSTS700016/);
  });

  it('a certificate credential signs an assertion that is verified against the registered certificate', async () => {
    const cloud = await testCloud();
    const registered = await makeCertificate();
    cloud.app(partner.clientId).addCertificate(registered.cert);
    const ask = async ({ cert, key }: typeof registered, name: string) => {
      const certificatePath = join(tmpdir(), `relay-${process.pid}-${name}.pem`);
      writeFileSync(certificatePath, `${key}\n${cert}`);
      const credential = new ClientCertificateCredential(
        contoso,
        partner.clientId,
        { certificatePath },
        options(cloud.urls.authority),
      );
      return credential.getToken(scopes.xdr);
    };
    const token = await ask(registered, 'registered');
    expect(decodeToken(token.token)?.claims).toMatchObject({ tid: contoso, appidacr: '2' });
    await expect(ask(await makeCertificate(), 'stranger')).rejects.toThrow(/AADSTS700027/);
  });
});
