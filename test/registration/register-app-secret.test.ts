import { expect, test } from 'vitest';
import { day } from '../../shared/duration';
import { partner } from './partner';

const toVault = ['--secret-to-vault', 'kv-relay'];

test('a secret goes into the vault with its end, is never shown, and is renewed only when it is due', async () => {
  const { run, app, read, write } = partner();
  const first = await run(...toVault, '--secret-days', '90');
  expect(first).toMatchObject({ code: 0, err: '' });
  const stored = read().secrets['partner-client-secret'];
  expect(stored?.value).toMatch(/^secret~/);
  expect(stored?.tags).toMatchObject({ clientId: app()?.appId, keyId: app()?.passwordCredentials[0]?.keyId });
  expect(stored?.expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect((Date.parse(stored?.expires ?? '') - Date.now()) / day).toBeCloseTo(90, 1);
  expect(app()?.passwordCredentials).toMatchObject([{ endDateTime: stored?.expires }]);
  expect(first.out).toContain('PARTNER_CREDENTIAL=secret:partner-client-secret\n');
  expect(first.out).not.toContain('secret~');
  // Neither does a command line hold it, which everybody on the machine can read.
  expect(JSON.stringify(read().calls)).not.toContain('secret~');

  expect((await run(...toVault)).changes).toEqual([]);
  const soon = new Date(Date.now() + 29 * day).toISOString();
  write({ secrets: { 'partner-client-secret': { value: 'old', tags: stored?.tags ?? {}, expires: soon } } });
  expect((await run(...toVault)).changes).toEqual(['post /v1.0/applications/…/addPassword', 'secret set']);
  expect(app()?.passwordCredentials).toHaveLength(2);
});

test("another app's secret under that name is no reason to go without", async () => {
  const other = { value: 'x', tags: { clientId: 'another' }, expires: '2099-01-01T00:00:00Z' };
  const { run } = partner({ secrets: { 'partner-client-secret': other } });
  expect((await run(...toVault)).changes).toContain('secret set');
});

test('a secret that the vault refuses is taken back', async () => {
  const { run, app } = partner({ denied: ['secret set'] });
  const refused = await run(...toVault);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('Key Vault Secrets Officer');
  expect(refused.out + refused.err).not.toContain('secret~');
  expect(app()?.passwordCredentials).toEqual([]);
});
