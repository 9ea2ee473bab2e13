import { afterEach, expect, test, vi } from 'vitest';
import { keyVaultSecrets } from '../../shared/access/secrets';
import { fakeClock } from '../support/fake-clock';
import type { Answer } from './fake-server';
import { startVault, type VaultEntry, vaultSignIn } from './fake-vault';
import { rejection } from './rejection';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function world(entries: Record<string, VaultEntry>) {
  const vault = await startVault(entries);
  closing.push(vault.close);
  const clock = fakeClock();
  return { vault, clock, entries, secrets: keyVaultSecrets({ vaultUrl: vault.url, credential: vaultSignIn, clock }) };
}

test('reads value and content type through the challenge, once for many callers and for an hour', async () => {
  const { secrets, vault, clock } = await world({ a: { value: 'v', contentType: 'text/plain' } });
  const values = await Promise.all(Array.from({ length: 30 }, () => secrets.get('a')));
  expect(values[29]).toEqual({ value: 'v', contentType: 'text/plain' });
  clock.advance(3_599_000);
  await secrets.get('a');
  expect(vault.state.reads).toHaveLength(1);
  clock.advance(1_000);
  await secrets.get('a');
  expect(vault.state.reads).toHaveLength(2);
});

test('a forgotten value is read again, and an older read that ends later does not bring it back', async () => {
  const { secrets, vault, entries } = await world({ a: { value: 'old' } });
  await secrets.get('a');
  secrets.forget('a');
  let release: () => void = () => {};
  vault.state.hold = new Promise((resolve) => {
    release = resolve;
  });
  const late = secrets.get('a');
  await vi.waitFor(() => expect(vault.state.reads).toHaveLength(2));
  entries.a = { value: 'new' };
  delete vault.state.hold;
  secrets.forget('a');
  expect(await secrets.get('a')).toEqual({ value: 'new' });
  release();
  expect(await late).toEqual({ value: 'old' });
  expect(await secrets.get('a')).toEqual({ value: 'new' });
  expect(vault.state.reads).toHaveLength(3);
});

test('a missing secret names secret and vault, and a burst asks once', async () => {
  const { secrets, vault, clock, entries } = await world({});
  const faults = [await rejection(secrets.get('nope')), await rejection(secrets.get('nope'))];
  expect(faults[1]).toMatchObject({ code: 'credential_missing', level: 'credential', place: { credential: 'nope' } });
  expect(faults[1]?.message).toContain(new URL(vault.url).host);
  expect(faults[1]?.message).toContain('no secret nope');
  expect(vault.state.reads).toHaveLength(1);
  entries.nope = { value: 'added' };
  clock.advance(5_000);
  expect(await secrets.get('nope')).toEqual({ value: 'added' });
});

const forbidden = (inner: string): Answer => ({
  status: 403,
  body: { error: { code: 'Forbidden', message: 'Caller is not authorized …', innererror: { code: inner } } },
});

test.each([
  ['ForbiddenByRbac', 'Key Vault Secrets User'],
  ['ForbiddenByFirewall', 'network settings'],
  ['SecretDisabled', 'Enable the secret'],
])('a refusal %s says what to do', async (inner, advice) => {
  const { secrets, vault } = await world({ a: { value: 'v' } });
  vault.state.fault = forbidden(inner);
  const fault = await rejection(secrets.get('a'));
  expect(fault).toMatchObject({ code: 'credential_unusable', level: 'credential' });
  expect(fault.message).toContain(inner);
  expect(fault.message).toContain(advice);
});

test('an old value serves while the vault is down, for a day, but never against a refusal', async () => {
  const { secrets, vault, clock } = await world({ a: { value: 'v' } });
  await secrets.get('a');
  clock.advance(3_600_000);
  vault.state.fault = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'x' } } };
  expect(await secrets.get('a')).toEqual({ value: 'v' });
  const reads = vault.state.reads.length;
  clock.advance(59_000);
  expect(await secrets.get('a')).toEqual({ value: 'v' });
  expect(vault.state.reads).toHaveLength(reads);
  clock.advance(23 * 3_600_000);
  expect(await rejection(secrets.get('a'))).toMatchObject({ code: 'vault_unavailable', level: 'transient' });
  clock.advance(60_000);
  vault.state.fault = forbidden('ForbiddenByRbac');
  expect(await rejection(secrets.get('a'))).toMatchObject({ code: 'credential_unusable' });
});

test('a vault that is not there, and an own identity that cannot sign in, are no fault of the secret', async () => {
  const clock = fakeClock();
  const nowhere = keyVaultSecrets({ vaultUrl: 'http://127.0.0.1:1', credential: vaultSignIn, clock });
  expect(await rejection(nowhere.get('a'))).toMatchObject({ code: 'vault_unavailable', level: 'transient' });
  const { vault } = await world({ a: { value: 'v' } });
  const failing = Object.assign(new Error('no identity'), { name: 'CredentialUnavailableError', statusCode: 400 });
  const credential = { getToken: () => Promise.reject(failing) };
  const fault = await rejection(keyVaultSecrets({ vaultUrl: vault.url, credential, clock }).get('a'));
  expect(fault).toMatchObject({ code: 'vault_unavailable' });
  expect(fault.message).toContain('CredentialUnavailableError');
});

test('an empty secret is as good as none', async () => {
  const { secrets } = await world({ a: { value: '' } });
  expect(await rejection(secrets.get('a'))).toMatchObject({ code: 'credential_missing' });
});
