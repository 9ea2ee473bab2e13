import { expect, test } from 'vitest';
import { readClaims } from '../../shared/access/claims';
import { consentLink } from '../../shared/access/consent-link';
import { holdsRole, roleMissing } from '../../shared/access/roles';
import { RelayError } from '../../shared/errors';
import { appToken } from './fake-entra';

const owner = { tenantId: '10000000-0000-4000-8000-000000000001', clientId: '20000000-0000-4000-8000-00000000000a' };
const v1 = {
  aud: 'https://api.security.microsoft.com',
  tid: owner.tenantId,
  appid: owner.clientId,
  exp: 1_794_000_000,
};

test('reads both formats of token, also one without roles', () => {
  expect(readClaims(appToken({ ...v1, roles: ['Incident.Read.All'] }), owner)).toEqual({
    audience: v1.aud,
    tenantId: owner.tenantId,
    appId: owner.clientId,
    roles: ['Incident.Read.All'],
    expiresAt: 1_794_000_000_000,
  });
  const { appid, ...v2 } = v1;
  const claims = readClaims(appToken({ ...v2, azp: appid.toUpperCase(), tid: owner.tenantId.toUpperCase() }), owner);
  expect(claims).toMatchObject({ appId: owner.clientId, tenantId: owner.tenantId, roles: [] });
});

test.each([
  ['opaque text', 'opaque'],
  ['a foreign tenant', appToken({ ...v1, tid: '10000000-0000-4000-8000-000000000002' })],
  ['a foreign app', appToken({ ...v1, appid: '20000000-0000-4000-8000-00000000000b' })],
  ['no tenant', appToken({ ...v1, tid: undefined })],
  ['no app', appToken({ ...v1, appid: undefined })],
  ['roles that are no list', appToken({ ...v1, roles: 'Incident.Read.All' })],
  ['a tenant made of markup', appToken({ ...v1, tid: '<script>alert(1)</script>' })],
])('a token with %s is never used, nor shown', (_what, token) => {
  let caught: unknown;
  try {
    readClaims(token, owner);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(RelayError);
  expect(caught).toMatchObject({ code: 'token_mismatch', level: 'tenant', place: { tenant: owner.tenantId } });
  expect(String(caught)).not.toContain(token);
  expect(String(caught)).not.toContain('<script>');
});

test('one of the permissions is enough; the missing one is named with what the token has and the link', () => {
  const claims = readClaims(appToken({ ...v1, roles: ['Alert.Read.All'] }), owner);
  const anyOf = ['Incident.Read.All', 'Incident.ReadWrite.All'];
  expect(holdsRole(claims, anyOf)).toBe(false);
  expect(holdsRole({ ...claims, roles: ['Incident.ReadWrite.All'] }, anyOf)).toBe(true);
  expect(holdsRole(claims, [])).toBe(true);
  const link = consentLink({ authority: 'https://login.microsoftonline.com', ...owner });
  const fault = roleMissing({ tenantId: owner.tenantId, source: 'defender-xdr', claims, anyOf, consentLink: link });
  expect(fault).toMatchObject({ code: 'role_missing', level: 'source' });
  for (const part of ['Incident.Read.All or Incident.ReadWrite.All', 'Alert.Read.All', link]) {
    expect(fault.message).toContain(part);
  }
});

test('the consent link covers every API the app requires, for a known tenant or whichever signs in', () => {
  const authority = 'https://login.microsoftonline.us';
  expect(
    consentLink({
      authority,
      ...owner,
      redirectUrl: 'https://app.example/api/onboarding/callback?a=1&b',
      state: 'x y',
    }),
  ).toBe(
    `${authority}/${owner.tenantId}/adminconsent?client_id=${owner.clientId}&redirect_uri=https%3A%2F%2Fapp.example%2Fapi%2Fonboarding%2Fcallback%3Fa%3D1%26b&state=x+y`,
  );
  expect(consentLink({ authority, clientId: owner.clientId })).toBe(
    `${authority}/common/adminconsent?client_id=${owner.clientId}`,
  );
});
