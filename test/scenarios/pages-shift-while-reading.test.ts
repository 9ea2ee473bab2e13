import { expect, it } from 'vitest';
import { memberText } from '../../sandbox/data/raw-json';
import { incidents } from './support/incidents';
import { collectUntil, useScenario } from './support/scenario';

const tenant = { id: '5417f700-0000-4000-8000-000000000001', name: 'Contoso' };
const scenario = useScenario();

it('records that move to another page while pages are read arrive in every version that was shown', async () => {
  const { cloud, siem } = scenario.world;
  const current = new Map(incidents(260).map((raw) => [memberText(raw, 'incidentId') ?? '', raw]));
  const customer = cloud.tenant(tenant.id);
  customer.order = 'random';
  for (const record of current.values()) customer.addIncident(record);
  const ids = [...current.keys()];

  // Before each of the first calls for history is answered, records spread over all pages get a new last update, which
  // moves them away from where they are being read.
  let moves = 0;
  const stopMoving = cloud.onRequest((call) => {
    if (call.service !== 'xdr' || moves >= 4 || !call.query.$filter?.includes(' lt ')) return;
    moves += 1;
    for (let at = moves; at < ids.length; at += 37) {
      const id = ids[at] ?? '';
      current.set(id, customer.updateIncident(id, { status: 'Resolved', assignedTo: `move ${moves}` }));
    }
  });
  await scenario.register(tenant);

  const arrived = () => new Set(siem.deliveries.map(({ dataRaw }) => dataRaw));
  await collectUntil(scenario, async () => {
    const everyOne = [...current.values()].every((raw) => arrived().has(raw));
    return moves === 4 && everyOne && (await scenario.checkpoint(tenant.id))?.unread === 0;
  });
  stopMoving();
  const shown = cloud.ledger(tenant.id).map(({ raw }) => raw);
  expect(shown.length).toBeGreaterThan(ids.length);
  scenario.expectArrived(tenant.id, shown);
});
