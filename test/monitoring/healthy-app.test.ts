import { beforeAll, expect, it } from 'vitest';
import type { TimerName } from '../../monitoring/alerts/alert';
import { alerts } from '../../monitoring/alerts/alerts';
import { firing, type Row } from '../../monitoring/alerts/evaluate';
import { ownCredential } from '../../shared/access/identity';
import { openStorage } from '../../shared/storage/storage';
import { incidents } from '../scenarios/support/incidents';
import { useScenario } from '../scenarios/support/scenario';
import { rowOfLine } from './rows';

const scenario = useScenario();
const tenants = [
  { id: 'a1e00000-0000-4000-8000-000000000001', name: 'Contoso' },
  { id: 'a1e00000-0000-4000-8000-000000000002', name: 'Fabrikam' },
];
const runs: Row[] = [];

async function run(name: TimerName): Promise<void> {
  await scenario.runtime.invoke(name);
  runs.push({ table: 'AppRequests', timeMs: Date.now(), name, success: true });
}

/** What the app's functions have logged so far. */
function lines(): readonly Extract<Row, { table: 'AppTraces' }>[] {
  const own = scenario.logged.filter(({ category }) => category === 'user').map(({ message }) => rowOfLine(message));
  return own.filter((row) => row.table === 'AppTraces');
}

function fires(): Readonly<Record<string, readonly string[]>> {
  const nowMs = Date.now() + 1;
  const fired = alerts.map((alert) => [alert.name, firing(alert, [...runs, ...lines()], nowMs)] as const);
  return Object.fromEntries(fired.filter(([, values]) => values.length > 0));
}

beforeAll(async () => {
  for (const { id } of tenants) for (const each of incidents(3)) scenario.world.cloud.tenant(id).addIncident(each);
  await scenario.register(...tenants);
  await run('collect');
  await scenario.runtime.drainQueues(20_000);
  await run('release');
  await run('housekeep');
});

it('no alert fires on what the built app writes while all is well', () => {
  expect([...new Set(lines().map(({ event }) => event))]).toEqual(
    expect.arrayContaining(['collect.finished', 'delivery.delivered', 'fleet.state', 'tenant.state', 'queue.depth']),
  );
  expect(fires()).toEqual({});
});

it('what lies in a queue that nobody reads is seen, with its age', async () => {
  const connection = { kind: 'connection-string', value: scenario.storage } as const;
  const { queues } = openStorage(connection, ownCredential('https://login.microsoftonline.com', undefined));
  const putMs = Date.now();
  await queues['tenants-poison'].put('{}');
  await queues['tenants-poison'].put('hidden', 60_000);
  await run('housekeep');

  const measured = lines().findLast(
    ({ event, fields }) => event === 'queue.depth' && fields.queue === 'tenants-poison',
  );
  expect(measured?.fields).toMatchObject({ depth: 2, oldestAgeMs: expect.any(Number) });
  expect(measured?.fields.oldestAgeMs).toBeGreaterThanOrEqual(0);
  // Storage counts whole seconds.
  expect(measured?.fields.oldestAgeMs).toBeLessThan(Date.now() - putMs + 1_000);
  expect(fires()).toEqual({ 'poison-queue': ['tenants-poison'] });
});
