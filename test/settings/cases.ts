import type { Environment, Settings } from '../../shared/settings';

/** A complete environment with nothing but what is required. */
export const minimal: Environment = {
  RelayStorage: 'UseDevelopmentStorage=true',
  KEY_VAULT_URL: 'https://relay.vault.azure.net',
  PARTNER_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  PARTNER_CLIENT_ID: '22222222-2222-4222-8222-222222222222',
};

const uris = ['table', 'queue', 'blob'] as const;

/** The same with storage by identity. */
export const identityBased: Environment = {
  ...minimal,
  RelayStorage: undefined,
  ...Object.fromEntries(uris.map((name) => [`RelayStorage__${name}ServiceUri`, `https://x.${name}.core.windows.net`])),
};

export interface SettingCase {
  readonly name: string;
  readonly base: Environment;
  /** What it is when it isn't given; `required` when the start is refused. */
  readonly fallback: 'required' | { readonly value: unknown };
  readonly given: string;
  readonly effect: unknown;
  readonly bad: readonly string[];
  read(settings: Settings): unknown;
}

type Rest = Omit<SettingCase, 'name' | 'base' | 'given' | 'effect'> & { readonly base?: Environment };

function setting(name: string, given: string, effect: unknown, rest: Rest): SettingCase {
  return { base: minimal, ...rest, name, given, effect };
}

const badUrls = ['https://evil.example', 'http://api.security.microsoft.com', 'no url', 'https://u:p@localhost/'];
const badDurations = ['15 minutes', 'PT', '-PT1S', 'P1M'];
const identity = { kind: 'identity' as const };

function storageUri(service: (typeof uris)[number]): SettingCase {
  const property = `${service}ServiceUri` as const;
  const url = `https://other.${service}.core.usgovcloudapi.net`;
  return setting(`RelayStorage__${property}`, `${url}/`, url, {
    base: identityBased,
    fallback: 'required',
    bad: ['http://x.table.core.windows.net', 'storage'],
    read: ({ storage }) => storage.kind === identity.kind && storage[property],
  });
}

/** Every setting of docs/settings.md: what it does, what it falls back to and what it refuses. */
export const cases: readonly SettingCase[] = [
  setting(
    'RelayStorage',
    'AccountName=a;AccountKey=b',
    { kind: 'connection-string', value: 'AccountName=a;AccountKey=b' },
    {
      fallback: 'required',
      bad: ['https://x.table.core.windows.net', 'hunter2'],
      read: (settings) => settings.storage,
    },
  ),
  ...uris.map(storageUri),
  setting(
    'RelayStorage__credential',
    'managedidentity',
    {},
    {
      base: identityBased,
      fallback: { value: undefined },
      bad: ['workloadidentity'],
      read: ({ storage }) => storage.kind === identity.kind && storage.managedIdentity,
    },
  ),
  setting('RelayStorage__clientId', 'AAAAAAAA-1111-4111-8111-111111111111', 'aaaaaaaa-1111-4111-8111-111111111111', {
    base: { ...identityBased, RelayStorage__credential: 'managedidentity' },
    fallback: { value: undefined },
    bad: ['my-identity'],
    read: ({ storage }) => storage.kind === identity.kind && storage.managedIdentity?.clientId,
  }),
  setting('KEY_VAULT_URL', 'https://other.vault.usgovcloudapi.net/', 'https://other.vault.usgovcloudapi.net', {
    fallback: 'required',
    bad: ['https://vault.azure.net.evil.example', 'http://relay.vault.azure.net', 'relay'],
    read: (settings) => settings.keyVaultUrl,
  }),
  setting('PARTNER_TENANT_ID', 'AAAAAAAA-1111-4111-8111-111111111111', 'aaaaaaaa-1111-4111-8111-111111111111', {
    fallback: 'required',
    bad: ['contoso.com'],
    read: (settings) => settings.partner.tenantId,
  }),
  setting('PARTNER_CLIENT_ID', 'AAAAAAAA-1111-4111-8111-111111111111', 'aaaaaaaa-1111-4111-8111-111111111111', {
    fallback: 'required',
    bad: ['11111111-1111-4111-8111-11111111111'],
    read: (settings) => settings.partner.clientId,
  }),
  setting(
    'PARTNER_CREDENTIAL',
    'certificate:my-cert',
    { kind: 'certificate', name: 'my-cert' },
    {
      fallback: { value: { kind: 'secret', name: 'partner-client-secret' } },
      bad: ['Very~Secret~Value', 'secret:', 'secret:a:b', 'secret:a_b', 'password:a'],
      read: (settings) => settings.partner.credential,
    },
  ),
  setting('AZURE_CLOUD', 'gcc-high', 'https://login.microsoftonline.us', {
    fallback: { value: 'https://login.microsoftonline.com' },
    bad: ['AzurePublicCloud'],
    read: (settings) => settings.endpoints.authority,
  }),
  setting('COLLECT_SCHEDULE', '0 */5 8-18 * JAN,jul MON-FRI', '0 */5 8-18 * JAN,jul MON-FRI', {
    fallback: { value: '0 * * * * *' },
    bad: ['* * * * *', '0 0 0 L * *', '61 * * * * *', '@daily', 'every minute of the whole day'],
    read: (settings) => settings.collect.schedule,
  }),
  setting('COLLECT_CONCURRENCY', '256', 256, {
    fallback: { value: 32 },
    bad: ['0', '257', '-1', '1.5', '1e2', 'many'],
    read: (settings) => settings.collect.concurrency,
  }),
  setting('COLLECT_INLINE_TENANTS', '0', 0, {
    fallback: { value: 500 },
    bad: ['100001', '-1', 'all'],
    read: (settings) => settings.collect.inlineTenants,
  }),
  setting('COLLECT_OVERLAP', 'PT1H30M', 5_400_000, {
    fallback: { value: 900_000 },
    bad: [...badDurations, 'P1DT1S'],
    read: (settings) => settings.collect.overlapMs,
  }),
  setting('COLLECT_LOOKBACK', 'P180D', 15_552_000_000, {
    fallback: { value: 86_400_000 },
    bad: [...badDurations, 'P181D'],
    read: (settings) => settings.collect.lookbackMs,
  }),
  setting(
    'DEFAULT_SOURCES',
    'defender-endpoint , defender-xdr,defender-endpoint',
    ['defender-endpoint', 'defender-xdr'],
    {
      fallback: { value: ['defender-xdr'] },
      bad: ['defender-xdr,everything', ',', 'all'],
      read: (settings) => settings.defaultSources,
    },
  ),
  setting('DELIVERY_WINDOW', 'PT1S', 1_000, {
    fallback: { value: 259_200_000 },
    bad: [...badDurations, 'PT0S', 'P21D'],
    read: (settings) => settings.deliveryWindowMs,
  }),
  setting('ENTRA_AUTHORITY_URL', 'https://localhost:8443/', 'https://localhost:8443', {
    fallback: { value: 'https://login.microsoftonline.com' },
    bad: [...badUrls, 'http://localhost:8443'],
    read: (settings) => settings.endpoints.authority,
  }),
  setting('DEFENDER_XDR_URL', 'https://eu.api.security.microsoft.com', 'https://eu.api.security.microsoft.com', {
    fallback: { value: 'https://api.security.microsoft.com' },
    bad: [...badUrls, 'https://graph.microsoft.com'],
    read: (settings) => settings.endpoints.defenderXdr,
  }),
  setting('DEFENDER_ENDPOINT_URL', 'http://127.0.0.1:9000', 'http://127.0.0.1:9000', {
    fallback: { value: 'https://api.security.microsoft.com' },
    bad: badUrls,
    read: (settings) => settings.endpoints.defenderEndpoint,
  }),
  setting('GRAPH_URL', 'https://graph.microsoft.us', 'https://graph.microsoft.us', {
    fallback: { value: 'https://graph.microsoft.com' },
    bad: [...badUrls, 'https://api.security.microsoft.com'],
    read: (settings) => settings.endpoints.graph,
  }),
  setting('CONSENT_REDIRECT_URL', 'https://relay.example/back/', 'https://relay.example/back/', {
    fallback: { value: undefined },
    bad: ['http://relay.example/back', 'relay.example', 'javascript:alert(1)'],
    read: (settings) => settings.consentRedirectUrl,
  }),
  setting('ALLOW_PRIVATE_DESTINATIONS', 'true', true, {
    fallback: { value: false },
    bad: ['1', 'yes', 'TRUE'],
    read: (settings) => settings.allowPrivateDestinations,
  }),
];
