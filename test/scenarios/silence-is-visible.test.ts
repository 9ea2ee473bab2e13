import { expect, it } from 'vitest';
import { openedTable } from '../../sandbox/program/storage-rows';
import type { Delivery } from '../../sandbox/siem/delivery';
import { incidents } from './support/incidents';
import { useScenario } from './support/scenario';

const scenario = useScenario();
const quiet = { id: '51e00000-0000-4000-8000-000000000001', name: 'Contoso' };
const broken = { id: '51e00000-0000-4000-8000-000000000002', name: 'Fabrikam' };

it('a quiet customer and one that is not collected any more look different at the SIEM', async () => {
  const { cloud } = scenario.world;
  cloud.tenant(quiet.id).addIncident(incidents(1)[0] ?? '');
  const refused = { status: 403, body: '{"error":{"code":"Forbidden","message":"no"}}' };
  cloud.script(broken.id, 'incidents', [refused]);
  cloud.tenant(broken.id);
  await scenario.register(quiet, broken);
  const destinations = await openedTable(scenario.storage, 'destinations');
  await destinations.updateEntity({ partitionKey: 'destination', rowKey: 'siem', heartbeat: true }, 'Merge');
  await scenario.collect();

  await scenario.runtime.invoke('housekeep');
  await scenario.runtime.invoke('release');
  await scenario.runtime.drainQueues(20_000);
  expect(heartbeatsOf(quiet.id)).toMatchObject([
    { summary: expect.stringMatching(/^Contoso is collected .*up to 20/), sources: [{ state: 'ok' }] },
  ]);
  expect(heartbeatsOf(broken.id)).toMatchObject([
    { summary: expect.stringMatching(/^Fabrikam has never been collected: ./), sources: [{ state: 'failing' }] },
  ]);
});

function heartbeatsOf(tenantId: string): readonly unknown[] {
  return scenario
    .deliveries(tenantId)
    .filter(({ type }: Delivery) => type === 'com.microsoft.defender.heartbeat')
    .map(({ dataRaw }) => JSON.parse(dataRaw));
}
