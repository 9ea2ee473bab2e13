import { describe, expect, it } from 'vitest';
import type { SimulatedCloud } from '../../sandbox/cloud/cloud';
import type { FederatedCredential } from '../../sandbox/cloud/entra/app';
import { decodeToken } from '../../sandbox/cloud/jwt';
import { identityIssuer, type ManagedIdentity } from '../../sandbox/cloud/managed-identity/identity';
import { askToken, partner, testCloud } from './fixture';

const identity = {
  clientId: 'bbbbbbbb-0000-4000-8000-00000000000a',
  principalId: 'bbbbbbbb-0000-4000-8000-00000000000b',
  tenantId: partner.tenantId,
};
const audience = 'api://AzureADTokenExchange';
const stranger = 'bbbbbbbb-0000-4000-8000-000000000099';
const fitting: FederatedCredential = {
  issuer: identityIssuer(partner.tenantId),
  subject: identity.principalId,
  audience,
};

async function cloudWith(assigned: ManagedIdentity = identity): Promise<SimulatedCloud> {
  const cloud = await testCloud();
  cloud.assign(assigned);
  return cloud;
}

async function askIdentity(
  { identityEnvironment: { IDENTITY_ENDPOINT, IDENTITY_HEADER } }: SimulatedCloud,
  query: Readonly<Record<string, string>> = {},
  header = IDENTITY_HEADER,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, string>> }> {
  const all = { 'api-version': '2019-08-01', resource: audience, client_id: identity.clientId, ...query };
  const response = await fetch(`${IDENTITY_ENDPOINT}?${new URLSearchParams(all)}`, {
    headers: { 'x-identity-header': header },
  });
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, string>> };
}

/** What Entra says when the identity's token stands in for the partner app's secret. */
async function exchanged(cloud: SimulatedCloud) {
  const { body } = await askIdentity(cloud);
  return askToken(cloud, {
    changes: {
      client_secret: '',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: body.access_token ?? '',
    },
  });
}

describe('the endpoint of managed identities', () => {
  it('gives a token that names the identity, for what it was asked for', async () => {
    const cloud = await cloudWith();
    const { status, body } = await askIdentity(cloud);
    expect(status).toBe(200);
    expect(decodeToken(body.access_token ?? '')?.claims).toMatchObject({
      aud: audience,
      iss: `https://login.microsoftonline.com/${partner.tenantId}/v2.0`,
      sub: identity.principalId,
    });
  });

  it.each([
    ['an identity that is not assigned', 400, { client_id: stranger }],
    ['no identity named', 400, { client_id: '' }],
    ['another version', 400, { 'api-version': '2017-09-01' }],
    ['an unknown resource', 400, { resource: 'https://example.com' }],
  ])('refuses %s', async (_case, status, query) => {
    expect(await askIdentity(await cloudWith(), query)).toMatchObject({ status, body: { statusCode: status } });
  });

  it('refuses who does not know the header', async () => {
    expect((await askIdentity(await cloudWith(), {}, 'guessed')).status).toBe(403);
  });
});

describe('a federated credential', () => {
  it('takes the place of the secret', async () => {
    const cloud = await cloudWith();
    cloud.app(partner.clientId).federatedCredentials = [fitting];
    const { status, body } = await exchanged(cloud);
    expect(status).toBe(200);
    expect(decodeToken(body.access_token)?.claims).toMatchObject({ appid: partner.clientId, appidacr: '2' });
  });

  it.each<[number, string, readonly FederatedCredential[]]>([
    [70021, 'none', []],
    [700211, 'one of another issuer', [{ ...fitting, issuer: identityIssuer(stranger) }]],
    [700213, "one whose subject is the identity's client id", [{ ...fitting, subject: identity.clientId }]],
    [700212, 'one for another cloud', [{ ...fitting, audience: 'api://AzureADTokenExchangeUSGov' }]],
  ])('AADSTS%i for %s', async (code, _case, credentials) => {
    const cloud = await cloudWith();
    cloud.app(partner.clientId).federatedCredentials = credentials;
    expect(await exchanged(cloud)).toMatchObject({ status: 401, body: { error_codes: [code] } });
  });

  it("AADSTS700236 for an identity of another tenant than the app's own", async () => {
    const cloud = await cloudWith({ ...identity, tenantId: stranger });
    const issuer = identityIssuer(stranger);
    cloud.app(partner.clientId).federatedCredentials = [{ ...fitting, issuer }];
    expect(await exchanged(cloud)).toMatchObject({ status: 401, body: { error_codes: [700236] } });
  });
});
