import type { Cloud } from '../../cloud';
import { day } from '../../duration';
import { filterOf, parsePage, queryOf } from '../odata';
import type { RecordFields } from '../record';
import type { Source } from '../source';

const fields: RecordFields = {
  id: 'incidentId',
  updated: 'lastUpdateTime',
  created: 'createdTime',
  alerts: { list: 'alerts', updated: 'lastUpdatedTime' },
};

/** In the government clouds the token's resource is the API's own host (reference: no published table; by convention). */
const resources: Readonly<Record<Cloud, string>> = {
  commercial: 'https://api.security.microsoft.com',
  gcc: 'https://api-gcc.security.microsoft.us',
  'gcc-high': 'https://api-gov.security.microsoft.us',
  dod: 'https://api-gov.security.microsoft.us',
};

/**
 * Incidents with their alerts and entities inside, from the Microsoft Defender XDR API.
 * Source: learn.microsoft.com/defender-xdr/api-list-incidents ($top at most 100; filter on lastUpdateTime, createdTime,
 * status, assignedTo; 50 calls a minute and 1,500 an hour; data kept 180 days).
 */
export const defenderXdr: Source = {
  name: 'defender-xdr',
  kind: 'incident',
  endpoint: 'defenderXdr',
  scope: (cloud) => `${resources[cloud]}/.default`,
  roles: ['Incident.Read.All', 'Incident.ReadWrite.All'],
  pageLimit: 100,
  retentionMs: 180 * day,
  request: (window, top) =>
    `/api/incidents?${queryOf({ $filter: filterOf(window, fields), $top: top, $skip: window.skip || undefined })}`,
  parse: (body) => parsePage(body, fields),
};
