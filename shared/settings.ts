import { type Cloud, cloudEndpoints, clouds, type Endpoints, isLoopback } from './cloud';
import { RelayError } from './errors';
import {
  duration,
  endpoint,
  guid,
  ncrontab,
  oneOf,
  type Parser,
  type PartnerCredential,
  partnerCredential,
  sourceList,
  trueOrFalse,
  webUrl,
  wholeNumber,
} from './setting-parsers';
import type { SourceName } from './sources/names';

export type { PartnerCredential } from './setting-parsers';

export type StorageConnection =
  | { readonly kind: 'connection-string'; readonly value: string }
  | {
      readonly kind: 'identity';
      readonly tableServiceUri: string;
      readonly queueServiceUri: string;
      readonly blobServiceUri: string;
      /** Client id of the user-assigned identity when `__credential` is `managedidentity`; undefined: DefaultAzureCredential. */
      readonly managedIdentity?: { readonly clientId?: string };
    };

/** The app's settings, parsed once. Durations are in milliseconds, URLs carry no trailing slash. */
export interface Settings {
  readonly storage: StorageConnection;
  readonly keyVaultUrl: string;
  readonly partner: { readonly tenantId: string; readonly clientId: string; readonly credential: PartnerCredential };
  readonly cloud: Cloud;
  readonly endpoints: Endpoints;
  readonly collect: {
    readonly schedule: string;
    readonly concurrency: number;
    readonly inlineTenants: number;
    readonly overlapMs: number;
    readonly lookbackMs: number;
  };
  readonly defaultSources: readonly SourceName[];
  readonly deliveryWindowMs: number;
  /** Where Entra returns the administrator; undefined when neither the setting nor the app's host name is known. */
  readonly consentRedirectUrl: string | undefined;
  readonly allowPrivateDestinations: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process. The only place that reads it. */
export function processEnvironment(): Environment {
  return process.env;
}

/**
 * Parses the app settings (names and defaults: docs/settings.md).
 * Throws one RelayError `settings_invalid` that lists every fault; it names settings, never their values.
 */
export function readSettings(env: Environment): Settings {
  const faults: string[] = [];
  const read = <T>(name: string, parser: Parser<T>, fallback?: T): T => {
    const text = env[name]?.trim();
    if (!text) {
      if (fallback === undefined) faults.push(`${name} is missing.`);
      return fallback as T;
    }
    const parsed = parser(text);
    if ('value' in parsed) return parsed.value;
    faults.push(`${name} must be ${parsed.expected}.`);
    return fallback as T;
  };

  const cloud = read('AZURE_CLOUD', oneOf(clouds), 'commercial');
  const defaults = cloudEndpoints[cloud];
  const settings: Settings = {
    storage: readStorage(env, read, faults),
    keyVaultUrl: read('KEY_VAULT_URL', endpoint('vault')),
    partner: {
      tenantId: read('PARTNER_TENANT_ID', guid),
      clientId: read('PARTNER_CLIENT_ID', guid),
      credential: read('PARTNER_CREDENTIAL', partnerCredential, { kind: 'secret', name: 'partner-client-secret' }),
    },
    cloud,
    endpoints: {
      authority: read('ENTRA_AUTHORITY_URL', endpoint('authority'), defaults.authority),
      defenderXdr: read('DEFENDER_XDR_URL', endpoint('defenderXdr'), defaults.defenderXdr),
      defenderEndpoint: read('DEFENDER_ENDPOINT_URL', endpoint('defenderEndpoint'), defaults.defenderEndpoint),
      graph: read('GRAPH_URL', endpoint('graph'), defaults.graph),
    },
    collect: {
      schedule: read('COLLECT_SCHEDULE', ncrontab, '0 * * * * *'),
      concurrency: read('COLLECT_CONCURRENCY', wholeNumber(1, 256), 32),
      inlineTenants: read('COLLECT_INLINE_TENANTS', wholeNumber(0, 100_000), 500),
      overlapMs: read('COLLECT_OVERLAP', duration('PT0S', 'P1D'), 900_000),
      lookbackMs: read('COLLECT_LOOKBACK', duration('PT0S', 'P180D'), 86_400_000),
    },
    defaultSources: read('DEFAULT_SOURCES', sourceList, ['defender-xdr']),
    deliveryWindowMs: read('DELIVERY_WINDOW', duration('PT1S', 'P20D'), 259_200_000),
    consentRedirectUrl: env.CONSENT_REDIRECT_URL?.trim() ? read('CONSENT_REDIRECT_URL', webUrl) : ownCallback(env),
    allowPrivateDestinations: read('ALLOW_PRIVATE_DESTINATIONS', trueOrFalse, false),
  };
  if (faults.length > 0) throw new RelayError('settings_invalid', faultMessage(faults));
  return settings;
}

/** App Service names the app's own host; the local host of Core Tools (`localhost:7071`) speaks plain http. */
function ownCallback({ WEBSITE_HOSTNAME }: Environment): string | undefined {
  const host = WEBSITE_HOSTNAME?.trim();
  if (!host || !URL.canParse(`https://${host}`)) return undefined;
  const scheme = isLoopback(new URL(`https://${host}`).hostname) ? 'http' : 'https';
  return `${scheme}://${host}/api/onboarding/callback`;
}

function faultMessage(faults: readonly string[]): string {
  const count = faults.length === 1 ? '1 setting is' : `${faults.length} settings are`;
  return [`Defender Relay can't start: ${count} wrong.`, ...faults.map((fault) => `  - ${fault}`)].join('\n');
}

type Read = <T>(name: string, parser: Parser<T>, fallback?: T) => T;

const serviceUris = ['tableServiceUri', 'queueServiceUri', 'blobServiceUri'] as const;

function readStorage(env: Environment, read: Read, faults: string[]): StorageConnection {
  const text = env.RelayStorage?.trim();
  if (text) return { kind: 'connection-string', value: read('RelayStorage', connectionString) };
  const identityNamed = serviceUris.some((name) => env[`RelayStorage__${name}`]?.trim());
  if (!identityNamed) {
    faults.push(
      'RelayStorage is missing: give a connection string, or RelayStorage__tableServiceUri, __queueServiceUri and __blobServiceUri.',
    );
  }
  // Bicep's primaryEndpoints end in a slash; the SDKs would put a second one behind it.
  const uri = (name: (typeof serviceUris)[number]) =>
    identityNamed ? (read(`RelayStorage__${name}`, webUrl) ?? '').replace(/\/+$/, '') : '';
  const clientId = env.RelayStorage__clientId?.trim() ? read('RelayStorage__clientId', guid) : undefined;
  const managed = env.RelayStorage__credential?.trim()
    ? read('RelayStorage__credential', oneOf(['managedidentity'] as const))
    : undefined;
  return {
    kind: 'identity',
    tableServiceUri: uri('tableServiceUri'),
    queueServiceUri: uri('queueServiceUri'),
    blobServiceUri: uri('blobServiceUri'),
    ...(managed && { managedIdentity: clientId ? { clientId } : {} }),
  };
}

const connectionString: Parser<string> = (text) =>
  /^UseDevelopmentStorage=true;?$/i.test(text) || /(^|;)(AccountName|TableEndpoint|SharedAccessSignature)=/i.test(text)
    ? { value: text }
    : { expected: 'a storage connection string' };
