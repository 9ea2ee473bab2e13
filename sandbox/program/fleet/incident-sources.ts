import { publishedIncidents } from '../../data/published';
import { adatum, contoso, fabrikam, litware, northwind, tailspin, wingtip, woodgrove } from './companies';
import type { CustomerSource, Seeding } from './customer';
import { generatedIncidents, largeIncidents, tiedIncidents } from './records';

const hour = 3_600_000;

/** Two refusals in a row, each with the seconds to stay away. */
const throttleSeconds = [4, 3];

/** Every customer's incidents, from Defender XDR. */
export const incidentSources: readonly CustomerSource[] = [
  {
    ...contoso,
    story: "healthy, with Microsoft's published incidents",
    busy: true,
    seed: (around) =>
      shown(around, [
        ...publishedIncidents(around.at),
        ...generatedIncidents(around, { count: 20, firstId: 1_000, spreadMs: 20 * hour }),
      ]),
  },
  {
    ...fabrikam,
    story: "healthy, with Microsoft's published incidents",
    busy: true,
    seed: (around) =>
      shown(around, [
        ...publishedIncidents(around.at - 2 * hour),
        ...generatedIncidents(around, { count: 12, firstId: 2_000, spreadMs: 3 * hour }),
      ]),
  },
  {
    ...northwind,
    story: 'large: pages of history, 130 incidents at one instant, seven over 64 KB',
    busy: true,
    seed: (around) =>
      shown(around, [
        ...generatedIncidents(around, { count: 260, firstId: 3_000, spreadMs: 22 * hour }),
        ...tiedIncidents(around, { count: 130, firstId: 4_000, spreadMs: 5 * hour }),
        ...largeIncidents(around, 5_000, [66_000, 70_000, 90_000, 150_000, 300_000, 700_000, 1_500_000]),
      ]),
  },
  {
    ...tailspin,
    story: 'quiet: nothing happened',
    seed: () => [],
  },
  {
    ...litware,
    story: 'throttles: 429 with Retry-After, twice',
    busy: true,
    seed(around) {
      const steps = throttleSeconds.map((seconds) => ({ status: 429, headers: { 'retry-after': String(seconds) } }));
      around.cloud.script(around.tenant.id, 'incidents', steps);
      return shown(around, generatedIncidents(around, { count: 15, firstId: 6_000, spreadMs: 10 * hour }));
    },
  },
  {
    ...adatum,
    story: 'never consented',
    fault: { code: 'consent_missing', words: 'AADSTS700016' },
    seed: (around) => hidden(around, () => around.tenant.revokeConsent()),
  },
  {
    ...woodgrove,
    story: 'consented, but without the permission',
    fault: { code: 'role_missing', words: 'Incident.Read.All' },
    seed: (around) => hidden(around, () => around.tenant.consent({ xdr: [] })),
  },
  {
    ...wingtip,
    story: 'without a Defender licence',
    fault: { code: 'not_licensed', words: 'no active Defender licence' },
    seed: (around) =>
      hidden(around, () => {
        around.tenant.licensed = false;
      }),
  },
];

function shown({ tenant }: Seeding, records: readonly string[]): readonly string[] {
  for (const record of records) tenant.addIncident(record);
  return records;
}

/** There is something to see, but the relay may not: nothing of it may arrive. */
function hidden(around: Seeding, breakIt: () => void): readonly string[] {
  shown(around, generatedIncidents(around, { count: 3, firstId: 9_000, spreadMs: hour }));
  breakIt();
  return [];
}
