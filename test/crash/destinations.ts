import { memberText } from '../../sandbox/data/raw-json';
import { openedTable, writeWebhook } from '../../sandbox/program/storage-rows';
import { tenants } from './tenants';

/** A webhook, and the path of the SIEM that it posts to. */
export interface TestedDestination {
  readonly name: string;
  /** Ids of those whose events it gets. */
  readonly tenants: readonly string[];
  /** Severities, in lower case, of records that it doesn't want, as its row says in other words. */
  readonly unwanted: readonly string[];
  readonly filter?: string;
}

/** The events of one tenant are for both: one may have them while the other's copy waits, dies or isn't wanted. */
export const destinations: readonly TestedDestination[] = [
  { name: 'siem', tenants: tenantsOf('siem'), unwanted: [] },
  {
    name: 'soc',
    tenants: tenantsOf('soc'),
    unwanted: ['informational', 'low'],
    filter: '{"minimumSeverity":"medium"}',
  },
];

function tenantsOf(name: string): readonly string[] {
  return tenants.filter(({ destinations }) => destinations.includes(name)).map(({ id }) => id);
}

export async function writeDestinations(storage: string, siemUrl: string, secretName: string): Promise<void> {
  for (const { name, filter } of destinations) {
    await writeWebhook(storage, { name, url: `${siemUrl}/${name}`, secretName });
    const table = await openedTable(storage, 'destinations');
    if (filter) await table.updateEntity({ partitionKey: 'destination', rowKey: name, filter }, 'Merge');
  }
}

/** Which destination a path of the SIEM belongs to. */
export function destinationAt(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** @param raw the record's text */
export function isUnwanted(raw: string, { unwanted }: TestedDestination): boolean {
  const severity = memberText(raw, 'severity');
  return severity !== undefined && unwanted.includes(severity.slice(1, -1).toLowerCase());
}
