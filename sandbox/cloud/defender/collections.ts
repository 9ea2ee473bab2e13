import type { Resource } from '../entra/resources';

/** How a member is compared in `$filter`. */
export type FieldKind = 'instant' | 'text' | 'number';

/** One list of the Defender APIs: where it is, who may read it, and what may be asked of it. */
export interface Collection {
  readonly route: 'incidents' | 'alerts';
  readonly service: Exclude<Resource, 'vault'>;
  readonly path: string;
  readonly context: string;
  /** Any one of these application permissions is enough. */
  readonly roles: readonly string[];
  /** Largest `$top`, and the page size without one. */
  readonly maxTop: number;
  readonly idMember: string;
  readonly filterable: Readonly<Record<string, FieldKind>>;
  /** A member that is shown only with `$expand`, and empty without. */
  readonly expandable?: string;
}

/**
 * learn.microsoft.com/defender-xdr/api-list-incidents (permissions, the four filterable members, no `$orderby`,
 * `$select` or `$expand`); the limit of 100 is not on that page but is what the service answers to more.
 */
const incidents: Collection = {
  route: 'incidents',
  service: 'xdr',
  path: '/api/incidents',
  context: 'https://api.security.microsoft.com/api/$metadata#Incidents',
  roles: ['Incident.Read.All', 'Incident.ReadWrite.All'],
  maxTop: 100,
  idMember: 'incidentId',
  filterable: { lastUpdateTime: 'instant', createdTime: 'instant', status: 'text', assignedTo: 'text' },
};

/** learn.microsoft.com/defender-endpoint/api/get-alerts: permissions, filterable members, page of at most 10,000. */
const alerts: Collection = {
  route: 'alerts',
  service: 'mde',
  path: '/api/alerts',
  context: 'https://api.securitycenter.microsoft.com/api/$metadata#Alerts',
  roles: ['Alert.Read.All', 'Alert.ReadWrite.All'],
  maxTop: 10_000,
  idMember: 'id',
  filterable: {
    alertCreationTime: 'instant',
    lastUpdateTime: 'instant',
    lastEventTime: 'instant',
    incidentId: 'number',
    investigationId: 'number',
    id: 'text',
    assignedTo: 'text',
    detectionSource: 'text',
    status: 'text',
    severity: 'text',
    category: 'text',
  },
  expandable: 'evidence',
};

export const collections: readonly Collection[] = [incidents, alerts];

export function collectionOf(route: Collection['route']): Collection {
  return route === 'incidents' ? incidents : alerts;
}
