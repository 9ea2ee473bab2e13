import type { Cloud } from '../../cloud';
import { day } from '../../duration';
import { filterOf, parsePage, queryOf } from '../odata';
import type { RecordFields } from '../record';
import type { Source } from '../source';

const fields: RecordFields = { id: 'id', updated: 'lastUpdateTime', created: 'alertCreationTime' };

/**
 * The token's resource isn't the host that is asked, which Defender XDR shares: only tokens of this one hold the
 * permissions of WindowsDefenderATP (learn.microsoft.com/defender-endpoint/api/exposed-apis-create-app-partners).
 * For the government clouds none is published; there it is the API's own host, by convention.
 */
const resources: Readonly<Record<Cloud, string>> = {
  commercial: 'https://api.securitycenter.microsoft.com',
  gcc: 'https://api-gcc.securitycenter.microsoft.us',
  'gcc-high': 'https://api-gov.securitycenter.microsoft.us',
  dod: 'https://api-gov.securitycenter.microsoft.us',
};

/**
 * The API would answer up to 10,000 alerts at once, but the published example with three pieces of evidence has 3.5 kB,
 * and an answer is read up to 32 MB: 500 leave room for 64 kB, or some 80 pieces of evidence, in every one.
 */
const pageLimit = 500;

/**
 * Alerts with their evidence, from the Microsoft Defender for Endpoint API.
 * Source: learn.microsoft.com/defender-endpoint/api/get-alerts ($top at most 10,000; filter on lastUpdateTime and
 * alertCreationTime, among others; evidence only with $expand; 100 calls a minute and 1,500 an hour; alerts as far back
 * as the tenant keeps them, which is 180 days unless it set less). With $top it names no next page
 * (MicrosoftDocs/microsoft-365-docs issue 8489).
 */
export const defenderEndpoint: Source = {
  name: 'defender-endpoint',
  kind: 'alert',
  endpoint: 'defenderEndpoint',
  scope: (cloud) => `${resources[cloud]}/.default`,
  roles: ['Alert.Read.All', 'Alert.ReadWrite.All'],
  pageLimit,
  retentionMs: 180 * day,
  request: (window, top) => {
    const skip = window.skip || undefined;
    return `/api/alerts?${queryOf({ $filter: filterOf(window, fields), $expand: 'evidence', $top: top, $skip: skip })}`;
  },
  parse: (body) => parsePage(body, fields),
};
