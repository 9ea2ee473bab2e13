import type { Cloud } from '../cloud';
import { clouds } from '../cloud';
import { parseRedaction, redactsAny } from '../redaction/redaction';
import { duration, guid, oneOf, type Parser, partnerCredential, sourceList } from '../setting-parsers';
import type { SourceName } from '../sources/names';
import { cellText, listOf } from '../storage/cells';
import type { Columns, Row } from '../storage/tables';
import { apiHost } from './api-host';
import { type MalformedTenant, type Tenant, tenantStatuses } from './tenant';

/** All tenants are in one partition: up to 2,000 reads a second, 1,000 rows a page. */
export const tenantPartition = 'tenant';

/** What stands in for a column that a row leaves empty: the app's own settings. */
export interface TenantDefaults {
  readonly sources: readonly SourceName[];
  readonly cloud: Cloud;
  readonly lookbackMs: number;
}

export type TenantRow =
  | { readonly kind: 'tenant'; readonly tenant: Tenant }
  | { readonly kind: 'malformed'; readonly malformed: MalformedTenant };

/**
 * Reads one row of the table `tenants`. Lenient about what people and Storage Explorer add (spaces, upper case,
 * empty strings), strict about anything that decides where a token goes. Faults name columns, never their values:
 * a secret pasted into `credential` must not reach a log.
 */
export function readTenantRow(row: Row, defaults: TenantDefaults): TenantRow {
  const faults = [...keyFaults(row)];
  const text = (name: string) => cellText(row.columns[name]);
  const read = <T>(name: string, parser: Parser<T>, written: string = text(name)): T | undefined => {
    if (!written) return undefined;
    const parsed = parser(written);
    if ('value' in parsed) return parsed.value;
    faults.push(`${name} must be ${parsed.expected}.`);
    return undefined;
  };

  const displayName = text('displayName');
  if (!displayName) faults.push('displayName is missing.');
  if (!text('status')) faults.push(`status is missing: it must be one of ${tenantStatuses.join(', ')}.`);
  const redaction = parseRedaction(text('redaction'));
  if ('faults' in redaction) faults.push(...redaction.faults);
  const tenant: Tenant = {
    id: row.rowKey,
    displayName,
    status: read('status', oneOf(tenantStatuses), text('status').toLowerCase()) ?? 'paused',
    sources: read('sources', sourceList, listOf(text('sources').toLowerCase()).join(',')) ?? defaults.sources,
    destinations: [...new Set(listOf(text('destinations')))],
    cloud: read('cloud', oneOf(clouds), text('cloud').toLowerCase()) ?? defaults.cloud,
    ...present({
      statusReason: text('statusReason'),
      statusSince: instant(text('statusSince')),
      consentedAt: instant(text('consentedAt')),
      apiHost: read('apiHost', apiHost),
      clientId: read('clientId', guid),
      credential: read('credential', partnerCredential),
      redaction: 'value' in redaction && redactsAny(redaction.value) ? redaction.value : undefined,
    }),
    grantedRoles: listOf(text('grantedRoles')),
    lookbackMs: read('lookback', duration('PT0S', 'P180D'), text('lookback').toUpperCase()) ?? defaults.lookbackMs,
    etag: row.etag,
  };
  faults.push(...ownAppFaults(row.columns));
  return faults.length === 0
    ? { kind: 'tenant', tenant }
    : { kind: 'malformed', malformed: { rowKey: row.rowKey, faults } };
}

/** Keys are compared letter by letter, so one tenant written in two cases would be collected twice. */
function keyFaults({ partitionKey, rowKey }: Pick<Row, 'partitionKey' | 'rowKey'>): readonly string[] {
  const parsed = guid(rowKey);
  const wrong = [
    ...(partitionKey === tenantPartition ? [] : [`PartitionKey must be ${tenantPartition}`]),
    ...('value' in parsed && parsed.value === rowKey ? [] : ["RowKey must be the tenant's GUID in lower case"]),
  ];
  return wrong.map((fault) => `${fault}; a key can't be changed, so add the row again and remove this.`);
}

/** Half of a tenant's own app would silently become a mixture with the partner's. */
function ownAppFaults(columns: Columns): readonly string[] {
  const [clientId, credential] = [cellText(columns.clientId), cellText(columns.credential)];
  if (clientId && !credential) return ["credential is missing: a tenant's own clientId needs its own credential."];
  if (credential && !clientId) return ["clientId is missing: a tenant's own credential needs its own clientId."];
  return [];
}

/** When something happened is shown, and tells how long is waited; it decides nothing: what isn't an instant is left out, not a fault. */
function instant(written: string): string | undefined {
  return Number.isNaN(Date.parse(written)) ? undefined : written;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(columns: T): Present<T> {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value)) as Present<T>;
}
