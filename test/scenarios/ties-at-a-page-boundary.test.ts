import { describe, it } from 'vitest';
import { hour, incidents } from './support/incidents';
import { collectUntil, useScenario } from './support/scenario';

const scenario = useScenario();
const second = () => new Date(Date.now() - 5 * hour).toISOString().slice(0, 19);

/** A page holds 100. Each list is longer than that within one instant, or cuts a page in the middle of one. */
const ties = [
  {
    what: '250 share their last update',
    of: () => {
      const updatedAt = `${second()}.1234567Z`;
      return incidents(250, () => ({ updatedAt }));
    },
  },
  {
    what: '150 share last update and creation',
    of: () => {
      const [updatedAt, createdAt] = [`${second()}.7Z`, `${second()}Z`];
      return incidents(150, () => ({ updatedAt, createdAt }));
    },
  },
  {
    what: 'groups of 30 share theirs, written with other digits, across every page boundary',
    of: () => {
      const fractions = ['.5Z', '.50Z', '.5000000Z'];
      const begin = Date.now() - 8 * hour;
      const instantOf = (index: number) => new Date(begin + Math.floor(index / 30) * 1_000).toISOString().slice(0, 19);
      return incidents(330, (index) => ({ updatedAt: instantOf(index) + fractions[index % 3] }));
    },
  },
];

describe('no record is lost where', () => {
  it.each(ties.map((tie, index) => ({ ...tie, index })))('$what', async ({ what, of, index }) => {
    const tenant = { id: `71e50000-0000-4000-8000-00000000000${index}`, name: what };
    const records = of();
    for (const record of records) scenario.world.cloud.tenant(tenant.id).addIncident(record);
    await scenario.register(tenant);
    await collectUntil(scenario, async () => (await scenario.checkpoint(tenant.id))?.unread === 0);
    scenario.expectArrived(tenant.id, records);
  });
});
