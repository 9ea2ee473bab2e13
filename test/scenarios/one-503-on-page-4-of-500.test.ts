import { expect, it } from 'vitest';
import { incidents } from './support/incidents';
import { collectUntil, useScenario } from './support/scenario';

const tenant = { id: '50300000-0000-4000-8000-000000000001', name: 'Contoso' };
const scenario = useScenario();

it('one 503 on page 4 of 500 incidents loses none and doubles none', async () => {
  const { cloud } = scenario.world;
  const records = incidents(500);
  for (const record of records) cloud.tenant(tenant.id).addIncident(record);
  // The first call asks for what is new, and finds nothing; then come the pages of history.
  cloud.script(tenant.id, 'incidents', ['pass', 'pass', 'pass', 'pass', { status: 503 }]);
  await scenario.register(tenant);

  await scenario.collect();
  expect(scenario.calls(tenant.id).map(({ status }) => status)).toEqual([200, 200, 200, 200, 503]);
  expect(await scenario.checkpoint(tenant.id)).toMatchObject({ state: 'failing', code: 'server_failed' });
  expect(scenario.deliveries(tenant.id).length).toBeLessThan(500);

  await collectUntil(scenario, async () => (await scenario.checkpoint(tenant.id))?.unread === 0);
  scenario.expectArrived(tenant.id, records);
  expect(await scenario.checkpoint(tenant.id)).toMatchObject({ state: 'ok', code: '' });
});
