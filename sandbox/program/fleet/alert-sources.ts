import { publishedAlerts } from '../../data/published';
import { contoso, fabrikam, litware, northwind } from './companies';
import type { CustomerSource, Seeding } from './customer';
import { generatedAlerts } from './records';
import type { SourceName } from './sources';

const hour = 3_600_000;
const source: SourceName = 'defender-endpoint';

/** Alerts from Defender for Endpoint, of the half of the customers that use it beside Defender XDR. */
export const alertSources: readonly CustomerSource[] = [
  {
    ...contoso,
    source,
    story: "its alerts, with Microsoft's published ones; some change while their incident doesn't",
    busy: true,
    seed: (around) =>
      shown(around, [
        ...publishedAlerts(around.at),
        ...generatedAlerts(around, { count: 24, firstId: 1_000, spreadMs: 20 * hour }),
      ]),
  },
  {
    ...fabrikam,
    source,
    story: 'wanted, but Alert.Read.All is missing; its incidents come all the same',
    fault: { code: 'role_missing', words: 'Alert.Read.All' },
    seed(around) {
      shown(around, generatedAlerts(around, { count: 3, firstId: 2_000, spreadMs: hour }));
      around.tenant.consent({ mde: [] });
      return [];
    },
  },
  {
    ...northwind,
    source,
    story: 'large: more alerts than one page holds',
    busy: true,
    seed: (around) => shown(around, generatedAlerts(around, { count: 620, firstId: 3_000, spreadMs: 22 * hour })),
  },
  {
    ...litware,
    source,
    story: 'not throttled: each API counts its own calls',
    busy: true,
    seed: (around) => shown(around, generatedAlerts(around, { count: 18, firstId: 6_000, spreadMs: 10 * hour })),
  },
];

function shown({ tenant }: Seeding, records: readonly string[]): readonly string[] {
  for (const record of records) tenant.addAlert(record);
  return records;
}
