import { alertLowReputation } from '../../sandbox/data/samples/alert-low-reputation';
import { alertMeterpreter } from '../../sandbox/data/samples/alert-meterpreter';
import { incident924518 } from '../../sandbox/data/samples/incident-924518';
import { incident924521 } from '../../sandbox/data/samples/incident-924521';
import { incident924565 } from '../../sandbox/data/samples/incident-924565';
import type { Cloud } from '../../shared/cloud';
import type { SourceName } from '../../shared/sources/names';

/** One of Microsoft's published records (sandbox/data/ATTRIBUTION.md), and what the relay has to understand of it. */
interface Sample {
  readonly raw: string;
  readonly id: string;
  readonly updated: string;
  readonly created: string;
  readonly severity: string;
}

/** What the documentation of a source's API says, written down a second time and independently of the source. */
export interface SourceCase {
  readonly name: SourceName;
  readonly kind: 'incident' | 'alert';
  /** The list in the simulated cloud. */
  readonly list: 'incidents' | 'alerts';
  readonly path: string;
  /** The members that hold a record's id, last update and creation. */
  readonly members: { readonly id: string; readonly updated: string; readonly created: string };
  /** Options that every request has, encoded. */
  readonly always: string;
  /** The largest `$top` that the API takes. */
  readonly largestTop: number;
  readonly scopes: Readonly<Record<Cloud, string>>;
  /** Application permissions, each enough by itself. */
  readonly roles: readonly string[];
  readonly samples: readonly Sample[];
}

const defenderXdr: SourceCase = {
  name: 'defender-xdr',
  kind: 'incident',
  list: 'incidents',
  path: '/api/incidents',
  members: { id: 'incidentId', updated: 'lastUpdateTime', created: 'createdTime' },
  always: '',
  largestTop: 100,
  scopes: {
    commercial: 'https://api.security.microsoft.com/.default',
    gcc: 'https://api-gcc.security.microsoft.us/.default',
    'gcc-high': 'https://api-gov.security.microsoft.us/.default',
    dod: 'https://api-gov.security.microsoft.us/.default',
  },
  roles: ['Incident.Read.All', 'Incident.ReadWrite.All'],
  samples: [
    sample(incident924565, '924565', '2020-09-06T14:46:57.29Z', '2020-09-06T14:46:57.0733333Z', 'medium'),
    sample(incident924521, '924521', '2020-09-06T12:18:03.81Z', '2020-09-06T12:18:03.6266667Z', 'low'),
    sample(incident924518, '924518', '2020-09-06T12:07:55.32Z', '2020-09-06T12:07:55.1366667Z', 'informational'),
  ],
};

const [reputation, meterpreter] = ['da637472900382838869_1364969609', 'da637308392288907382_-880718168'];

const defenderEndpoint: SourceCase = {
  name: 'defender-endpoint',
  kind: 'alert',
  list: 'alerts',
  path: '/api/alerts',
  members: { id: 'id', updated: 'lastUpdateTime', created: 'alertCreationTime' },
  always: '&$expand=evidence',
  largestTop: 10_000,
  scopes: {
    commercial: 'https://api.securitycenter.microsoft.com/.default',
    gcc: 'https://api-gcc.securitycenter.microsoft.us/.default',
    'gcc-high': 'https://api-gov.securitycenter.microsoft.us/.default',
    dod: 'https://api-gov.securitycenter.microsoft.us/.default',
  },
  roles: ['Alert.Read.All', 'Alert.ReadWrite.All'],
  samples: [
    sample(alertLowReputation, reputation, '2021-01-26T20:33:59.2Z', '2021-01-26T20:33:57.7220239Z', 'low'),
    sample(alertMeterpreter, meterpreter, '2020-07-20T10:53:50.19Z', '2020-07-20T10:53:48.7657932Z', 'low'),
  ],
};

function sample(raw: string, id: string, updated: string, created: string, severity: string): Sample {
  return { raw, id, updated, created, severity };
}

/** One case a source: the type doesn't let a new source go without. */
const bySource: Readonly<Record<SourceName, SourceCase>> = {
  'defender-xdr': defenderXdr,
  'defender-endpoint': defenderEndpoint,
};

export const cases: readonly SourceCase[] = Object.values(bySource);
