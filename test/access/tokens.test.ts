import { afterEach, expect, test } from 'vitest';
import type { Secrets, TokenRequest } from '../../shared/access/access';
import { keyVaultSecrets } from '../../shared/access/secrets';
import { entraTokens } from '../../shared/access/tokens';
import { type FakeClock, fakeClock } from '../support/fake-clock';
import { issued, startEntra, type TokenCall } from './fake-entra';
import type { Answer } from './fake-server';
import { startVault, type VaultEntry, vaultSignIn } from './fake-vault';
import { rejection } from './rejection';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const tenant = (index: number) => `10000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
const clientId = '20000000-0000-4000-8000-000000000001';

async function world(
  answer: (call: TokenCall) => Answer,
  entries: Record<string, VaultEntry> = { s: { value: 'right' } },
) {
  const [entra, vault] = await Promise.all([startEntra(answer), startVault(entries)]);
  closing.push(entra.close, vault.close);
  const clock: FakeClock = fakeClock();
  const secrets: Secrets = keyVaultSecrets({ vaultUrl: vault.url, credential: vaultSignIn, clock });
  const tokens = entraTokens({ secrets, clock, cloud: 'commercial' });
  const request = (index = 1, scope = 'https://api.security.microsoft.com/.default'): TokenRequest => ({
    tenantId: tenant(index),
    authority: entra.url,
    clientId,
    credential: { kind: 'secret', name: 's' },
    scope,
  });
  return { entra, vault, clock, tokens, request, entries };
}

const wrongSecret: Answer = { status: 401, body: { error: 'invalid_client', error_codes: [7000215] } };
const bySecret = (right: () => string) => (call: TokenCall) =>
  call.form.get('client_secret') === right() ? issued(call) : wrongSecret;

test('asks the customer tenant for its own token with the secret from the vault', async () => {
  const { entra, tokens, request } = await world(issued);
  const { token, claims } = await tokens.get(request(7));
  expect(token.split('.')).toHaveLength(3);
  expect(claims).toMatchObject({
    tenantId: tenant(7),
    appId: clientId,
    audience: 'https://api.security.microsoft.com',
    roles: ['Incident.Read.All'],
  });
  const [call] = entra.calls;
  expect(call?.tenantId).toBe(tenant(7));
  expect(Object.fromEntries(call?.form ?? [])).toMatchObject({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: 'right',
    scope: 'https://api.security.microsoft.com/.default',
  });
});

test('many callers share one request, and later ones its token, per tenant and scope', async () => {
  const { entra, tokens, request } = await world(issued);
  const first = await Promise.all(Array.from({ length: 20 }, () => tokens.get(request(1))));
  expect(new Set(first.map(({ token }) => token)).size).toBe(1);
  await tokens.get(request(1));
  expect(entra.calls).toHaveLength(1);
  await tokens.get(request(2));
  await tokens.get(request(1, 'https://graph.microsoft.com/.default'));
  expect(entra.calls).toHaveLength(3);
});

test('renews five minutes before the end that Entra named, whatever it is', async () => {
  const { entra, tokens, request, clock } = await world((call) => issued(call, 5_000));
  await tokens.get(request());
  clock.advance((5_000 - 301) * 1_000);
  await tokens.get(request());
  expect(entra.calls).toHaveLength(1);
  clock.advance(2_000);
  await tokens.get(request());
  expect(entra.calls).toHaveLength(2);
  clock.advance(4_600_000);
  await tokens.get(request());
  expect(entra.calls).toHaveLength(2);
});

test('a short-lived token is used for most of its life instead of being renewed at each call', async () => {
  const { entra, tokens, request, clock } = await world((call) => issued(call, 100));
  await tokens.get(request());
  clock.advance(79_000);
  await tokens.get(request());
  expect(entra.calls).toHaveLength(1);
  clock.advance(2_000);
  await tokens.get(request());
  expect(entra.calls).toHaveLength(2);
});

test('the old token serves while Entra is down at renewal, but a refusal is never hidden', async () => {
  let answer: (call: TokenCall) => Answer = issued;
  const { tokens, request, clock } = await world((call) => answer(call));
  const old = await tokens.get(request());
  clock.advance(3_400_000);
  answer = () => ({ status: 503, body: 'Service Unavailable' });
  expect(await tokens.get(request())).toEqual(old);
  answer = () => ({ status: 400, body: { error: 'unauthorized_client', error_codes: [700016] } });
  expect(await rejection(tokens.get(request()))).toMatchObject({ code: 'consent_missing' });
  answer = () => ({ status: 503, body: 'Service Unavailable' });
  clock.advance(200_000);
  expect(await rejection(tokens.get(request()))).toMatchObject({ code: 'entra_unavailable' });
});

test('a forgotten token is asked for again from Entra, also with its new roles', async () => {
  let roles = ['Incident.Read.All'];
  const { tokens, request } = await world((call) => issued(call, 3599, { roles }));
  expect((await tokens.get(request())).claims.roles).toEqual(['Incident.Read.All']);
  roles = ['Incident.Read.All', 'Alert.Read.All'];
  expect((await tokens.get(request())).claims.roles).toHaveLength(1);
  tokens.forget(request());
  expect((await tokens.get(request())).claims.roles).toHaveLength(2);
});

test('a token of another tenant is never handed out', async () => {
  const { tokens, request } = await world((call) => issued(call, 3599, { tid: tenant(99) }));
  const fault = await rejection(tokens.get(request(1)));
  expect(fault).toMatchObject({ code: 'token_mismatch', level: 'tenant', place: { tenant: tenant(1) } });
  expect(fault.message).toContain(tenant(99));
});

test('a rotated secret is taken up without a restart', async () => {
  let right = 'right';
  const { tokens, request, entries, vault } = await world(bySecret(() => right));
  await tokens.get(request(1));
  right = 'rotated';
  entries.s = { value: 'rotated' };
  expect((await tokens.get(request(2))).claims.tenantId).toBe(tenant(2));
  expect((await tokens.get(request(3))).claims.tenantId).toBe(tenant(3));
  expect(vault.state.reads).toEqual(['s', 's']);
});

test('a hundred tenants at once with a rotated secret read the vault once more, and all go on', async () => {
  let right = 'right';
  const { tokens, request, entries, vault } = await world(bySecret(() => right));
  await tokens.get(request(1));
  right = 'rotated';
  entries.s = { value: 'rotated' };
  const all = await Promise.all(Array.from({ length: 100 }, (_, index) => tokens.get(request(index + 2))));
  expect(new Set(all.map(({ claims }) => claims.tenantId)).size).toBe(100);
  expect(vault.state.reads).toHaveLength(2);
});

test('a hundred tenants with a wrong secret read the vault once more, not a hundred times', async () => {
  const { tokens, request, vault, clock } = await world(() => wrongSecret);
  const burst = async (from: number) =>
    Promise.all(Array.from({ length: 50 }, (_, index) => rejection(tokens.get(request(from + index)))));
  const faults = [...(await burst(0)), ...(await burst(50))];
  expect(faults.every(({ code, level }) => code === 'credential_wrong' && level === 'credential')).toBe(true);
  expect(vault.state.reads).toHaveLength(2);
  clock.advance(60_000);
  await burst(0);
  expect(vault.state.reads).toHaveLength(3);
});

test('a wrong secret stays the fault that is reported when the vault fails during the second look', async () => {
  const { tokens, request, vault } = await world(() => {
    vault.state.fault = { status: 500, body: { error: { code: 'InternalError', message: 'x' } } };
    return wrongSecret;
  });
  expect(await rejection(tokens.get(request()))).toMatchObject({ code: 'credential_wrong' });
});

test('neither tenants nor credentials are mixed between two Entra authorities', async () => {
  const [one, two] = await Promise.all([world(issued), world((call) => issued(call, 3599, { roles: ['Other'] }))]);
  await one.tokens.get(one.request(1));
  const other = await one.tokens.get({ ...one.request(1), authority: two.entra.url });
  expect(other.claims.roles).toEqual(['Other']);
});
