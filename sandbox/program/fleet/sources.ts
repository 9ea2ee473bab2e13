import type { Collection } from '../../cloud/defender/collections';

export type SourceName = 'defender-xdr' | 'defender-endpoint';

/** What the sandbox has to know of a source, to see from outside what the relay makes of it. */
export interface SourceTraits {
  /** What one record is. */
  readonly noun: string;
  readonly service: Collection['service'];
  readonly route: Collection['route'];
}

export const traits: Readonly<Record<SourceName, SourceTraits>> = {
  'defender-xdr': { noun: 'incident', service: 'xdr', route: 'incidents' },
  'defender-endpoint': { noun: 'alert', service: 'mde', route: 'alerts' },
};

/** Collected from a tenant whose row names no source. */
export const defaultSource: SourceName = 'defender-xdr';

export interface SourceOfTenant {
  /** Tenant GUID. */
  readonly id: string;
  /** Absent: the default one. */
  readonly source?: string;
}

/** One text for one source of one tenant. That of the default source is the tenant's GUID alone. */
export function keyOf({ id, source = defaultSource }: SourceOfTenant): string {
  return source === defaultSource ? id : `${id}/${source}`;
}

/** The source that events of a CloudEvents type come from; what is no alert is taken for an incident. */
export function sourceOfType(type: string): SourceName {
  return type === 'com.microsoft.defender.alert' ? 'defender-endpoint' : 'defender-xdr';
}
