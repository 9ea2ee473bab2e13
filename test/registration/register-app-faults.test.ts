import { expect, test } from 'vitest';
import { sources } from '../../shared/sources/registry';
import { home, identity, ids, partner, scriptModule } from './partner';

test.each([
  ['not signed in', { account: undefined }, [], 'az login'],
  ['another tenant', {}, ['--tenant', '5ec0de00-0000-4000-8000-000000000002'], `tenant ${home}, not to 5ec0de00`],
  ['another cloud', {}, ['--cloud', 'gcc-high'], 'az cloud set --name AzureUSGovernment'],
  ['no rights', { denied: ['post /applications'] }, [], 'Application Developer'],
  ['no licence for an API', { servicePrincipals: [] }, [], `az ad sp create --id ${ids.xdr}`],
  ['no such app', {}, ['--client-id', identity], `no app with the client id ${identity}`],
  ['no such identity', {}, ['--identity-principal-id', home], `no identity ${home}`],
])('%s: says what to do, and changes nothing', async (_name, changes, args, advice) => {
  const { run, read } = partner(changes);
  const { code, err, out } = await run(...args);
  expect(code).toBe(1);
  expect(err).toContain(advice);
  expect(err + out).not.toMatch(/\bat .*\.mjs:\d/);
  expect(read().applications).toEqual([]);
});

test('the program itself says so too, and that there is no Azure CLI', async () => {
  const { runProgram, withoutCli } = partner({ account: undefined });
  const [signedOut, missing] = await Promise.all([runProgram(), withoutCli()]);
  expect(signedOut).toMatchObject({ code: 1, out: '', err: expect.stringContaining('az login') });
  expect(missing).toMatchObject({ code: 1, out: '', err: expect.stringContaining("isn't installed") });
});

test.each([
  ['isExplicit=False', 'ManagedIdentity', 'system-assigned'],
  ['isExplicit=True', 'Application', 'no managed identity'],
])('an identity with %s of type %s is refused before anything is changed', async (explicit, type, reason) => {
  const { run, read, write } = partner();
  const stranger = { id: identity, displayName: 'x', servicePrincipalType: type, alternativeNames: [explicit] };
  write({ servicePrincipals: [...read().servicePrincipals.slice(0, 2), stranger] });
  const { code, err, changes } = await run('--identity-principal-id', identity);
  expect({ code, changes }).toEqual({ code: 1, changes: [] });
  expect(err).toContain(reason);
});

test('two apps of one name are told apart by their client ids', async () => {
  const { run, read, write } = partner();
  await run();
  const [app] = read().applications;
  if (!app) throw new Error('It was made.');
  write({ applications: [app, { ...app, id: 'second', appId: identity }] });
  const { code, err, changes } = await run();
  expect({ code, changes }).toEqual({ code: 1, changes: [] });
  expect(err).toContain(`--client-id ${app.appId}`);
  expect(err).toContain(`--client-id ${identity}`);
});

test('what is written wrongly is listed at once, before the Azure CLI is asked', async () => {
  const { run } = partner({ account: undefined });
  const { code, err } = await run('--sources', 'sentinel', '--cloud', 'mars', '--redirect-url', 'http://x.example');
  expect(code).toBe(2);
  expect(err.split('\n').filter((line) => /^--(sources|cloud|redirect-url) must be /.test(line))).toHaveLength(3);
  expect(await run('--no-such-option')).toMatchObject({ code: 2 });
});

test('--instructions gives the same values for doing it by hand, without the Azure CLI', async () => {
  const { run } = partner({ account: undefined });
  const { code, out } = await run(
    ...['--instructions', '--tenant', home, '--identity-principal-id', identity],
    ...['--sources', 'defender-xdr,defender-endpoint', '--redirect-url', 'https://relay.example/back'],
  );
  expect(code).toBe(0);
  expect(out).toContain(`Issuer    https://login.microsoftonline.com/${home}/v2.0`);
  expect(out).toContain(`Subject   ${identity}`);
  expect(out).toContain('Microsoft Threat Protection');
  expect(out).toContain('DEFAULT_SOURCES=defender-xdr,defender-endpoint');
  expect(out).toContain('CONSENT_REDIRECT_URL=https://relay.example/back');
});

test('the script knows every source of the relay, with its least permission', async () => {
  const known = await scriptModule<{ sources: Readonly<Record<string, { role: string }>> }>('permissions.mjs');
  const roles = Object.entries(known.sources).map(([name, { role }]) => [name, role]);
  expect(roles).toEqual(Object.values(sources).map(({ name, roles }) => [name, roles[0]]));
});

test('a new app that Entra does not know everywhere yet is asked for again, for half a minute', async () => {
  const { run, app, write } = partner({ unknownFor: 2 });
  expect(await run('--identity-principal-id', identity)).toMatchObject({ code: 0, waits: [1_000, 2_000] });
  expect(app()?.federated).toMatchObject([{ subject: identity }]);

  write({ applications: [], unknownFor: 99 });
  const { code, err, waits = [] } = await run('--identity-principal-id', identity);
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('does not exist') });
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(31_000);
  // What broke off is finished by the next run.
  write({ unknownFor: 0 });
  expect((await run('--identity-principal-id', identity)).changes).toEqual([
    'post /v1.0/applications/…/federatedIdentityCredentials',
  ]);
});

test('cmd.exe on Windows gets arguments that it leaves alone', async () => {
  const { quotedForCmd } = await scriptModule<{ quotedForCmd: (argument: string) => string }>('az.mjs');
  expect(quotedForCmd('https://graph.microsoft.com/v1.0/applications')).toBe(
    'https://graph.microsoft.com/v1.0/applications',
  );
  expect(quotedForCmd("$filter=displayName eq 'Defender Relay'")).toBe(`"$filter=displayName eq 'Defender Relay'"`);
  expect(quotedForCmd('a&b')).toBe('"a&b"');
  for (const bad of ['a"b', '%PATH%', 'a\nb']) expect(() => quotedForCmd(bad)).toThrow('Windows');
});
