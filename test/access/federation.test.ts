import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { TokenRequest } from '../../shared/access/access';
import { entraTokens } from '../../shared/access/tokens';
import type { Cloud } from '../../shared/cloud';
import { fakeClock } from '../support/fake-clock';
import { issued, startEntra } from './fake-entra';
import { rejection } from './rejection';

const fresh = '30000000-0000-4000-8000-000000000003';
const broken = '30000000-0000-4000-8000-000000000009';
const asked: URLSearchParams[] = [];
// MSAL finds the endpoint of managed identities once a process, so all tests here share one.
const endpoint = createServer((incoming, response) => {
  const query = new URL(incoming.url ?? '', 'http://localhost').searchParams;
  asked.push(query);
  if (query.get('client_id') === broken) {
    response.writeHead(400, { 'content-type': 'application/json' });
    return response.end(
      JSON.stringify({ statusCode: 400, message: 'No User Assigned or Delegated Managed Identity found' }),
    );
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;
  return response.end(JSON.stringify({ access_token: 'identity-token', expires_on: inAnHour, token_type: 'Bearer' }));
});
let entra: Awaited<ReturnType<typeof startEntra>>;

beforeAll(async () => {
  endpoint.listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/msi/token`);
  vi.stubEnv('IDENTITY_HEADER', 'header');
  entra = await startEntra((call) => issued(call));
});
beforeEach(() => {
  asked.length = 0;
  entra.calls.length = 0;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  endpoint.closeAllConnections();
  endpoint.close();
  await entra.close();
});

const noSecrets = { get: () => Promise.reject(new Error('No secret is needed.')), forget: () => {} };
const request = (authority: string): TokenRequest => ({
  tenantId: '10000000-0000-4000-8000-000000000001',
  authority,
  clientId: '20000000-0000-4000-8000-000000000001',
  credential: { kind: 'managed-identity' },
  scope: 'https://api.security.microsoft.com/.default',
});

test.each<[Cloud, string, string]>([
  ['commercial', 'api://AzureADTokenExchange', '30000000-0000-4000-8000-000000000001'],
  ['dod', 'api://AzureADTokenExchangeUSGov', '30000000-0000-4000-8000-000000000002'],
])(
  'in %s the token of the managed identity is the assertion, without any secret',
  async (cloud, audience, identity) => {
    const tokens = entraTokens({ secrets: noSecrets, clock: fakeClock(), cloud, identityClientId: identity });
    await tokens.get(request(entra.url));
    expect(asked.map((query) => [query.get('resource'), query.get('client_id')])).toEqual([[audience, identity]]);
    expect(entra.calls[0]?.form.get('client_assertion')).toBe('identity-token');
    expect(entra.calls[0]?.form.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    );
    expect(entra.calls[0]?.form.has('client_secret')).toBe(false);
  },
);

test('many tenants at once ask for the token of the identity once', async () => {
  const tokens = entraTokens({ secrets: noSecrets, clock: fakeClock(), cloud: 'commercial', identityClientId: fresh });
  const requests = Array.from({ length: 50 }, (_, index) => ({
    ...request(entra.url),
    tenantId: `10000000-0000-4000-8000-0000000000${String(index + 10)}`,
  }));
  await Promise.all(requests.map((each) => tokens.get(each)));
  expect(entra.calls).toHaveLength(50);
  expect(asked).toHaveLength(1);
});

test('an identity that gives no token is a fault of the credential, with what to do', async () => {
  const clock = fakeClock();
  const tokens = entraTokens({ secrets: noSecrets, clock, cloud: 'gcc', identityClientId: broken });
  const fault = await rejection(tokens.get(request(entra.url)));
  expect(asked).toHaveLength(1);
  expect(entra.calls).toHaveLength(0);
  expect(fault).toMatchObject({ code: 'credential_unusable', level: 'credential' });
  expect(fault.message).toContain('AZURE_CLIENT_ID');

  // The next tenants of the same run don't ask in vain; the next run does.
  expect(await rejection(tokens.get(request(entra.url)))).toBe(fault);
  expect(asked).toHaveLength(1);
  clock.advance(5_000);
  await rejection(tokens.get(request(entra.url)));
  expect(asked).toHaveLength(2);
});
