import { afterEach, expect, test } from 'vitest';
import { ExpiryAnnounced } from '../../shared/access/expiry-announced';
import { type ExpiryDeps, watchExpiry } from '../../shared/access/expiry-watch';
import { keyVaultSecrets } from '../../shared/access/secrets';
import { day, hour, minute } from '../../shared/duration';
import { RelayError } from '../../shared/errors';
import type { PartnerCredential } from '../../shared/settings';
import type { LogEvent, LogFields, LogLevel } from '../../shared/telemetry/log';
import { readTenantRow, type TenantRow } from '../../shared/tenants/row';
import { fakeClock } from '../support/fake-clock';
import { startVault, type VaultEntry, vaultSignIn } from './fake-vault';
import { rejection } from './rejection';

const partnerApp = '20000000-0000-4000-8000-000000000001';
const ownApp = '20000000-0000-4000-8000-000000000002';
const tenantId = (number: number) => `10000000-0000-4000-8000-00000000000${number}`;
const unavailable = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'x' } } };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

interface Line {
  readonly level: LogLevel;
  readonly event: LogEvent;
  readonly fields: LogFields;
}

/** A vault over HTTPS with these secrets, and the watch over it. `row`: columns of a tenant's row. */
async function world(entries: Record<string, VaultEntry>, credential: PartnerCredential, rows: TenantRow[] = []) {
  const vault = await startVault(entries);
  closing.push(vault.close);
  const clock = fakeClock();
  const lines: Line[] = [];
  const deps: ExpiryDeps = {
    secrets: keyVaultSecrets({ vaultUrl: vault.url, credential: vaultSignIn, clock }),
    listTenants: async function* () {
      yield* rows;
    },
    partner: { clientId: partnerApp, credential },
    announced: new ExpiryAnnounced(),
    clock,
    log: (level, event, fields = {}) => lines.push({ level, event, fields }),
  };
  return {
    vault,
    clock,
    deps,
    watch: (changes: Partial<ExpiryDeps> = {}) => watchExpiry({ ...deps, ...changes }, clock.now() + 4 * minute),
    /** What was logged since the last time. */
    said: () => lines.splice(0),
  };
}

const row = (number: number, columns: Readonly<Record<string, string>>): TenantRow =>
  readTenantRow(
    {
      partitionKey: 'tenant',
      rowKey: tenantId(number),
      etag: '',
      columns: { displayName: `Tenant ${number}`, status: 'active', ...columns },
    },
    { sources: ['defender-xdr'], cloud: 'commercial', lookbackMs: 0 },
  );
const start = fakeClock().now();
const exp = (fromNowMs: number) => Math.floor((start + fromNowMs) / 1_000);
const secret = { kind: 'secret', name: 's' } as const;

test('says how many days are left, once at each threshold and once a day, by itself never the value', async () => {
  const { watch, said, clock } = await world({ s: { value: 'canary', exp: exp(31 * day) } }, secret);
  expect(await watch()).toEqual({ watched: 1, expiring: 0, unreadable: 0, left: 0 });
  expect(said()).toEqual([]);

  const told: Line[] = [];
  for (let at = 0; at < 33 * day; at += 4 * hour) {
    clock.advance(4 * hour);
    await watch();
    told.push(...said());
  }
  expect(told[0]).toEqual({
    level: 'warn',
    event: 'credential.expiring',
    fields: {
      credential: 'secret:s',
      tenant: undefined,
      daysLeft: 30,
      threshold: 30,
      expiresOn: '2026-12-21T08:00:00.000Z',
      advice: expect.stringContaining(partnerApp),
    },
  });
  const firstOf = (threshold: number) => told.find(({ fields }) => fields.threshold === threshold);
  expect([30, 14, 7, 1, 0].map((days) => firstOf(days)?.fields.daysLeft)).toEqual([30, 14, 7, 1, 0]);
  expect([30, 14, 7, 1, 0].map((days) => firstOf(days)?.level)).toEqual(['warn', 'warn', 'error', 'error', 'error']);
  expect(told.length).toBeGreaterThan(32);
  expect(told.length).toBeLessThan(40);
  expect(JSON.stringify(told)).not.toContain('canary');
});

test('a rotation ends the warnings without a restart', async () => {
  const entries: Record<string, VaultEntry> = { s: { value: 'old', exp: exp(2 * day) } };
  const { watch, said, clock } = await world(entries, secret);
  await watch();
  expect(said()).toMatchObject([{ level: 'error', fields: { daysLeft: 2 } }]);
  entries.s = { value: 'new', exp: exp(180 * day) };
  clock.advance(hour);
  expect(await watch()).toMatchObject({ expiring: 0 });
  clock.advance(2 * day);
  await watch();
  expect(said()).toEqual([]);
});

test('a restart says it once more, and then waits for the next day', async () => {
  const { watch, said, clock } = await world({ s: { value: 'v', exp: exp(20 * day) } }, secret);
  await watch();
  const restarted = { announced: new ExpiryAnnounced() };
  await watch(restarted);
  clock.advance(5 * minute);
  await watch(restarted);
  expect(said()).toHaveLength(2);
});

test("watches each tenant's own credential, whatever its status, and a shared one once", async () => {
  const own = { clientId: ownApp, credential: 'secret:own' };
  const rows = [
    row(1, { ...own, status: 'paused' }),
    row(2, own),
    row(3, {}),
    row(4, { credential: 'secret:nobody-s' }),
    row(5, { clientId: ownApp, credential: 'managed-identity' }),
  ];
  const { watch, said, vault } = await world(
    { s: { value: 'v', exp: exp(90 * day) }, own: { value: 'o', exp: exp(-day) } },
    secret,
    rows,
  );
  expect(await watch()).toEqual({ watched: 2, expiring: 1, unreadable: 0, left: 0 });
  expect(said()).toMatchObject([
    { level: 'error', fields: { credential: 'secret:own', tenant: tenantId(1), daysLeft: -1, threshold: 0 } },
  ]);
  expect(vault.state.reads.sort()).toEqual(['own', 's']);
});

test('a secret whose end nobody wrote down is said at the start and once a day, until it is written down', async () => {
  const entries: Record<string, VaultEntry> = { s: { value: 'v' } };
  const { watch, said, clock } = await world(entries, secret);
  expect(await watch()).toMatchObject({ watched: 1, expiring: 0 });
  const line = {
    level: 'info',
    event: 'credential.expiry-unknown',
    fields: { credential: 'secret:s', tenant: undefined, advice: expect.stringContaining('--expires') },
  };
  expect(said()).toEqual([line]);
  clock.advance(23 * hour - 1);
  await watch();
  expect(said()).toEqual([]);
  clock.advance(1);
  await watch();
  expect(said()).toEqual([line]);
  entries.s = { value: 'v', exp: exp(200 * day) };
  clock.advance(2 * day);
  await watch();
  expect(said()).toEqual([]);
});

test("a tenant's own secret whose end nobody wrote down names its tenant", async () => {
  const rows = [row(1, { clientId: ownApp, credential: 'secret:own' })];
  const { watch, said } = await world({ s: { value: 'v', exp: exp(90 * day) }, own: { value: 'o' } }, secret, rows);
  await watch();
  expect(said()).toMatchObject([
    { event: 'credential.expiry-unknown', fields: { credential: 'secret:own', tenant: tenantId(1) } },
  ]);
});

test('one that is not in the vault stops none of the others', async () => {
  const rows = [row(1, { clientId: ownApp, credential: 'secret:own' })];
  const { watch, said } = await world({ own: { value: 'o', exp: exp(day) } }, secret, rows);
  expect(await watch()).toEqual({ watched: 1, expiring: 1, unreadable: 1, left: 0 });
  expect(said()).toHaveLength(1);
});

test('while the vault is down the chore fails with its fault, and the next run says what is due', async () => {
  const { watch, said, clock, vault } = await world({ s: { value: 'v', exp: exp(day) } }, secret);
  vault.state.fault = unavailable;
  expect(await rejection(watch())).toMatchObject({ code: 'vault_unavailable', level: 'transient' });
  expect(said()).toEqual([]);
  delete vault.state.fault;
  clock.advance(5 * minute);
  await watch();
  expect(said()).toHaveLength(1);
});

test("the partner's own is told although the tenants can't be listed", async () => {
  const { watch, said } = await world({ s: { value: 'v', exp: exp(day) } }, secret);
  const listTenants = async function* (): AsyncGenerator<TenantRow> {
    yield row(1, {});
    throw new RelayError('storage_failed', 'the table can not be read');
  };
  expect(await rejection(watch({ listTenants }))).toMatchObject({ code: 'storage_failed' });
  expect(said()).toMatchObject([{ fields: { credential: 'secret:s', daysLeft: 1 } }]);
});

test('a managed identity has nothing to watch, and nothing is begun after the deadline', async () => {
  const none = await world({}, { kind: 'managed-identity' });
  expect(await none.watch()).toEqual({ watched: 0, expiring: 0, unreadable: 0, left: 0 });
  const { deps, clock, vault } = await world({ s: { value: 'v' } }, secret);
  expect(await watchExpiry(deps, clock.now())).toEqual({ watched: 0, expiring: 0, unreadable: 0, left: 1 });
  expect(vault.state.reads).toEqual([]);
});
