import { beforeAll, expect, it } from 'vitest';
import type { TimerName } from '../../monitoring/alerts/alert';
import { alerts } from '../../monitoring/alerts/alerts';
import { firing, type Row } from '../../monitoring/alerts/evaluate';
import { ownCredential } from '../../shared/access/identity';
import { day } from '../../shared/duration';
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

/** For what each alert fires now, as if nothing had been logged before `sinceMs`. */
function fires(sinceMs = 0): Readonly<Record<string, readonly string[]>> {
  const nowMs = Date.now() + 1;
  const rows = [...runs, ...lines().filter(({ timeMs }) => timeMs >= sinceMs)];
  const fired = alerts.map((alert) => [alert.name, firing(alert, rows, nowMs)] as const);
  return Object.fromEntries(fired.filter(([, values]) => values.length > 0));
}

/** A vault that doesn't know when the partner's secret ends would be no healthy one. */
function setExpiry(): void {
  const { cloud, identities } = scenario.world;
  const secret = cloud.vault.list().find(({ name }) => name === identities.partner.secretName);
  if (!secret) throw new Error('The vault has no secret of the partner.');
  cloud.vault.setSecret(secret.name, secret.value, { expiresAt: Date.now() + 365 * day });
}

beforeAll(async () => {
  setExpiry();
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
  // It must have lain there at every look.
  expect(fires()).toEqual({});
  expect(fires(putMs)).toEqual({ 'poison-queue': ['tenants-poison'] });
});
