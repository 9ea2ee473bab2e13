import { readFileSync } from 'node:fs';
import { afterEach } from 'vitest';
import { type CloudOptions, type SimulatedCloud, startCloud } from '../../sandbox/cloud/cloud';
import { makeSigningKey } from '../../sandbox/cloud/jwt';
import { seededRandom } from '../../sandbox/data/random';
import type { Certificate } from '../../sandbox/tls';

export const contoso = '11111111-2222-4333-8444-555555555555';
export const partner = {
  tenantId: 'aaaaaaaa-0000-4000-8000-000000000001',
  clientId: 'aaaaaaaa-0000-4000-8000-00000000000a',
  clientSecret: 'partner~secret+1&=',
  secretName: 'partner-client-secret',
};
export const own = {
  tenantId: partner.tenantId,
  clientId: 'aaaaaaaa-0000-4000-8000-00000000000b',
  clientSecret: 'own~secret',
};
export const scopes = {
  xdr: 'https://api.security.microsoft.com/.default',
  mde: 'https://api.securitycenter.microsoft.com/.default',
  vault: 'https://vault.azure.net/.default',
};

/** The certificate that this process already trusts. */
export function trustedTls(): Certificate {
  const read = (name: string) => readFileSync(process.env[name] ?? '', 'utf8');
  return { cert: read('TEST_TLS_CERT'), key: read('TEST_TLS_KEY') };
}

const running: SimulatedCloud[] = [];
const signingKey = makeSigningKey();

afterEach(async () => {
  await Promise.all(running.splice(0).map((cloud) => cloud.close()));
});

/** A cloud that is closed after the test, with the tenant Contoso in it. */
export async function testCloud(options: Partial<CloudOptions> = {}): Promise<SimulatedCloud> {
  const cloud = await startCloud({
    tls: trustedTls(),
    random: seededRandom(1),
    signingKey: await signingKey,
    partner,
    own,
    ...options,
  });
  running.push(cloud);
  cloud.tenant(contoso);
  return cloud;
}

export interface TokenForm {
  readonly tenant?: string;
  readonly scope?: string;
  readonly clientId?: string;
  readonly secret?: string;
  readonly changes?: Readonly<Record<string, string>>;
}

export interface EntraBody {
  readonly access_token: string;
  readonly expires_in: number;
  readonly error: string;
  readonly error_codes: number[];
  readonly error_description: string;
}

export async function askToken(
  cloud: SimulatedCloud,
  form: TokenForm = {},
): Promise<{ status: number; body: EntraBody }> {
  const response = await fetch(`${cloud.urls.authority}/${form.tenant ?? contoso}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: form.clientId ?? partner.clientId,
      client_secret: form.secret ?? partner.clientSecret,
      scope: form.scope ?? scopes.xdr,
      ...form.changes,
    }),
  });
  return { status: response.status, body: (await response.json()) as EntraBody };
}

export async function tokenFor(cloud: SimulatedCloud, form: TokenForm = {}): Promise<string> {
  return (await askToken(cloud, form)).body.access_token;
}

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>[];
  readonly error: { readonly code: string; readonly message: string };
  readonly next: string | undefined;
}

/** One page of a Defender list, e.g. `get(cloud, token, 'incidents', { $top: '2' })`. */
export async function get(
  cloud: SimulatedCloud,
  token: string,
  list: 'incidents' | 'alerts',
  query: Readonly<Record<string, string>> = {},
): Promise<Page> {
  return getUrl(`${cloud.urls.defender}/api/${list}?${new URLSearchParams(query)}`, token);
}

export async function getUrl(url: string, token: string): Promise<Page> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  const body = JSON.parse(text) as { value: Page['value']; error: Page['error']; '@odata.nextLink'?: string };
  const { status, headers } = response;
  return { status, headers, text, value: body.value ?? [], error: body.error, next: body['@odata.nextLink'] };
}

export function ids(page: Page): unknown[] {
  return page.value.map((record) => record.incidentId ?? record.id);
}
