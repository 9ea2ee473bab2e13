import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  verify,
  X509Certificate,
} from 'node:crypto';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { SecretValue } from '../../shared/access/access';
import { certificatePem } from '../../shared/access/certificate';
import { entraTokens } from '../../shared/access/tokens';
import { RelayError } from '../../shared/errors';
import { fakeClock } from '../support/fake-clock';
import { issued, startEntra, type TokenCall } from './fake-entra';

const now = Date.parse('2026-11-10T12:00:00Z');
const make = async (name: string) =>
  generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
    notBeforeDate: new Date(now - 86_400_000),
    notAfterDate: new Date(now + 86_400_000),
  });
let own: Awaited<ReturnType<typeof make>>;
let other: typeof own;
beforeAll(async () => {
  [own, other] = await Promise.all([make('own'), make('other')]);
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function fault(secret: SecretValue, at = now): RelayError {
  try {
    certificatePem(secret, 'partner', at);
  } catch (error) {
    if (error instanceof RelayError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

test("puts the key's own certificate first, wherever it stood, and takes Windows line ends", () => {
  const pem = `${other.cert}\n${own.cert}\n${own.private}`.replaceAll('\n', '\r\n');
  const tidy = certificatePem({ value: pem, contentType: 'application/x-pem-file' }, 'partner', now);
  const certificates = tidy.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  expect(certificates.map((pem) => new X509Certificate(pem).subject)).toEqual(['CN=own', 'CN=other']);
  expect(new X509Certificate(own.cert).checkPrivateKey(createPrivateKey(tidy))).toBe(true);
  expect(tidy).not.toContain('\r');
});

test('refuses what cannot be used, with what to do and nothing of the content', () => {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'pem',
    type: 'pkcs8',
  });
  const rows: [SecretValue, string, string][] = [
    [{ value: 'MIIKcQIBAzCCCi0GCSqGSIb3', contentType: 'application/x-pkcs12' }, 'credential_unusable', 'az keyvault'],
    [{ value: 'MIIKcQIBAzCCCi0GCSqGSIb3' }, 'credential_unusable', 'PKCS#12'],
    [{ value: own.cert }, 'credential_unusable', 'no private key'],
    [{ value: own.private }, 'credential_unusable', 'no certificate that belongs'],
    [{ value: own.private + other.cert }, 'credential_unusable', 'no certificate that belongs'],
    [{ value: `${elliptic}${own.cert}` }, 'credential_unusable', 'not RSA'],
    [{ value: own.private.replace('\n', '\nAAAA') + own.cert }, 'credential_unusable', 'no private key'],
  ];
  for (const [secret, code, advice] of rows) {
    const found = fault(secret);
    expect(found).toMatchObject({ code, place: { credential: 'certificate:partner' } });
    expect(found.message).toContain(advice);
    expect(found.message).not.toContain('MII');
  }
});

test('an expired certificate is named with its date before Entra is asked', () => {
  const found = fault({ value: own.private + own.cert }, now + 2 * 86_400_000);
  expect(found).toMatchObject({ code: 'credential_expired', level: 'credential' });
  expect(found.message).toContain('2026-11-11');
});

test('signs an assertion for each tenant with the certificate from the vault, and takes up a repaired one', async () => {
  const entra = await startEntra((call) => issued(call));
  closing.push(entra.close);
  let stored: SecretValue = { value: 'MIIK', contentType: 'application/x-pkcs12' };
  let cached: SecretValue | undefined;
  const secrets = {
    get: async () => {
      cached ??= stored;
      return cached;
    },
    forget: () => {
      cached = undefined;
    },
  };
  await secrets.get();
  stored = { value: own.private + own.cert, contentType: 'application/x-pem-file' };
  const tokens = entraTokens({ secrets, clock: fakeClock(now), cloud: 'commercial' });
  for (const tenantId of ['10000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002']) {
    await tokens.get({
      tenantId,
      authority: entra.url,
      clientId: '20000000-0000-4000-8000-000000000001',
      credential: { kind: 'certificate', name: 'partner' },
      scope: 'https://api.security.microsoft.com/.default',
    });
  }
  expect(entra.calls).toHaveLength(2);
  for (const call of entra.calls)
    expect(assertionOf(call)).toMatchObject({ sub: '20000000-0000-4000-8000-000000000001' });
  expect(entra.calls.map((call) => assertionOf(call).aud)).toEqual(
    entra.calls.map((call) => `${entra.url}/${call.tenantId}/oauth2/v2.0/token`),
  );
});

/** The claims of a client assertion whose signature and thumbprint are the certificate's. */
function assertionOf(call: TokenCall): Record<string, unknown> {
  const [header = '', payload = '', signature = ''] = (call.form.get('client_assertion') ?? '').split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const der = Buffer.from(own.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  expect(read(header)).toMatchObject({
    alg: 'PS256',
    'x5t#S256': createHash('sha256').update(der).digest('base64url'),
  });
  const key = { key: createPublicKey(own.cert), padding: 6, saltLength: 32 };
  expect(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  return read(payload);
}
