import type { Cloud } from '../cloud';
import type { Redaction } from '../redaction/redaction';
import type { PartnerCredential } from '../settings';
import type { SourceName } from '../sources/names';

export const tenantStatuses = ['invited', 'active', 'paused', 'suspended'] as const;
/** `invited` waits for consent, `paused` was stopped by a person, `suspended` by the relay (with `statusReason`). */
export type TenantStatus = (typeof tenantStatuses)[number];

/** One row of the table `tenants`, parsed. */
export interface Tenant {
  /** GUID, lower case. */
  readonly id: string;
  readonly displayName: string;
  readonly status: TenantStatus;
  readonly statusReason?: string;
  /** RFC 3339 */
  readonly statusSince?: string;
  /** Never empty: the default sources stand in for an empty column. */
  readonly sources: readonly SourceName[];
  /** Names of destinations; empty means all. */
  readonly destinations: readonly string[];
  readonly cloud: Cloud;
  /** Host name (with a port on loopback) of the Defender APIs for this tenant, if not the cloud's. */
  readonly apiHost?: string;
  /** The tenant's own app and credential, if not the partner's. */
  readonly clientId?: string;
  readonly credential?: PartnerCredential;
  readonly consentedAt?: string;
  readonly grantedRoles: readonly string[];
  /** What of its records must not leave the relay, or only as a pseudonym. */
  readonly redaction?: Redaction;
  /** How far back its history is collected, in milliseconds. */
  readonly lookbackMs: number;
  /** Of the row this was read from. */
  readonly etag: string;
}

/** A row that isn't a complete tenant: reported and skipped, never a reason to stop the others. */
export interface MalformedTenant {
  readonly rowKey: string;
  readonly faults: readonly string[];
}
