import { expect, test } from 'vitest';
import { home, identity, ids, partner } from './partner';

const callback = 'https://relay.example/api/onboarding/callback';
const usual = ['--identity-principal-id', identity, '--redirect-url', callback];
const xdrOnly = [{ resourceAppId: ids.xdr, resourceAccess: [{ id: ids.incidentReadAll, type: 'Role' }] }];
const both = [...xdrOnly, { resourceAppId: ids.mde, resourceAccess: [{ id: ids.alertReadAll, type: 'Role' }] }];

test('a fresh run makes the app with exactly the permissions of its sources and no secret; a second changes nothing', async () => {
  const { runProgram, app } = partner();
  const first = await runProgram(...usual);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.changes).toEqual(['post /v1.0/applications', 'post /v1.0/applications/…/federatedIdentityCredentials']);
  const made = app();
  expect(made).toMatchObject({
    displayName: 'Defender Relay',
    signInAudience: 'AzureADMultipleOrgs',
    requiredResourceAccess: xdrOnly,
    web: { redirectUris: [callback] },
    isFallbackPublicClient: null,
    passwordCredentials: [],
    federated: [
      {
        issuer: `https://login.microsoftonline.com/${home}/v2.0`,
        subject: identity,
        audiences: ['api://AzureADTokenExchange'],
      },
    ],
  });
  expect(first.out).toContain(`PARTNER_TENANT_ID=${home}\n`);
  expect(first.out).toContain(`PARTNER_CLIENT_ID=${made?.appId}\n`);
  expect(first.out).toContain('PARTNER_CREDENTIAL=managed-identity\n');
  expect(first.out).toContain(`/adminconsent?client_id=${made?.appId}&redirect_uri=${encodeURIComponent(callback)}\n`);
  expect(first.out).toMatch(/Left out: delegated Incident\.Read .*Every customer would be asked to consent/);

  const second = await runProgram(...usual);
  expect(second).toMatchObject({ code: 0, changes: [] });
  expect(second.out).toContain('There is nothing to change.');
  expect(second.out).toContain(`PARTNER_CLIENT_ID=${made?.appId}\n`);
  expect(app()).toEqual(made);
});

test('sources chosen later add exactly the missing permission, and nothing is removed without --remove', async () => {
  const { run, app } = partner();
  await run(...usual);
  const grown = await run('--sources', 'defender-xdr,defender-endpoint');
  expect(grown.changes).toEqual(['patch /v1.0/applications/…']);
  expect(app()).toMatchObject({ requiredResourceAccess: both, web: { redirectUris: [callback] } });
  expect(grown.out).toContain('application permission Alert.Read.All of WindowsDefenderATP');
  expect(grown.out).toContain('have to consent again');

  const fewer = await run('--sources', 'defender-xdr');
  expect(fewer.changes).toEqual([]);
  expect(fewer.out).toMatch(new RegExp(`! .*${ids.alertReadAll}.*--remove`));
  expect(app()).toMatchObject({ requiredResourceAccess: both });

  expect((await run('--sources', 'defender-xdr', '--remove')).changes).toEqual(['patch /v1.0/applications/…']);
  expect(app()).toMatchObject({ requiredResourceAccess: xdrOnly, federated: [{ subject: identity }] });
});

test('a dry run says the same and changes nothing, for a new app and for an old one', async () => {
  const { run, read } = partner();
  const dry = await run(...usual, '--secret-to-vault', 'kv-relay', '--dry-run');
  expect(dry).toMatchObject({ code: 0, changes: [] });
  expect(read().applications).toEqual([]);
  const lines = dry.out.split('\n').filter((line) => line.startsWith('  + '));
  expect(lines).toHaveLength(5);
  expect(dry.out).toContain('This is a dry run: nothing was changed.');

  const real = await run(...usual, '--secret-to-vault', 'kv-relay');
  expect(real.out.split('\n').filter((line) => line.startsWith('  + '))).toEqual(lines);
  expect((await run('--sources', 'defender-endpoint', '--remove', '--dry-run')).changes).toEqual([]);
});

test('an app made by hand gets only what differs, and keeps its own', async () => {
  const { run, app, write, read } = partner();
  await run(...usual);
  const [made] = read().applications;
  if (!made) throw new Error('It was made.');
  const odd = {
    signInAudience: 'AzureADMyOrg',
    web: { redirectUris: ['https://portal.azure.com'] },
    federated: [{ id: 'f1', name: 'by-hand', issuer: 'https://wrong/', subject: identity, audiences: ['api://x'] }],
  };
  write({ applications: [{ ...made, displayName: 'By hand', ...odd }] });
  const mended = await run(...usual, '--client-id', made.appId.toUpperCase());
  expect(mended.changes).toEqual([
    'patch /v1.0/applications/…',
    'patch /v1.0/applications/…/federatedIdentityCredentials/f1',
  ]);
  expect(app()).toMatchObject({
    displayName: 'By hand',
    signInAudience: 'AzureADMultipleOrgs',
    web: { redirectUris: ['https://portal.azure.com', callback] },
    federated: [
      {
        name: 'by-hand',
        issuer: `https://login.microsoftonline.com/${home}/v2.0`,
        audiences: ['api://AzureADTokenExchange'],
      },
    ],
  });
});

test('--as-user adds the delegated permission and the public client, and --remove takes both out again', async () => {
  const { run, app } = partner();
  const given = await run('--as-user');
  const [xdr] = xdrOnly;
  const delegated = { id: ids.incidentRead, type: 'Scope' };
  expect(app()).toMatchObject({
    requiredResourceAccess: [{ ...xdr, resourceAccess: [...(xdr?.resourceAccess ?? []), delegated] }],
    isFallbackPublicClient: true,
    publicClient: { redirectUris: ['http://localhost'] },
  });
  expect(given.out).not.toContain('Left out');
  expect((await run('--as-user')).changes).toEqual([]);
  await run('--remove');
  expect(app()).toMatchObject({
    requiredResourceAccess: xdrOnly,
    isFallbackPublicClient: false,
    publicClient: { redirectUris: [] },
  });
});

test('in the government cloud issuer and audience are its own', async () => {
  const { run, app } = partner({ account: { environmentName: 'AzureUSGovernment', tenantId: home } });
  expect(await run('--cloud', 'dod', ...usual)).toMatchObject({ code: 0 });
  expect(app()?.federated).toMatchObject([
    { issuer: `https://login.microsoftonline.us/${home}/v2.0`, audiences: ['api://AzureADTokenExchangeUSGov'] },
  ]);
});
