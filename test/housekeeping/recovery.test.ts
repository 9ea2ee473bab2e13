import { expect, it } from 'vitest';
import { listCheckpoints } from '../../shared/collection/checkpoint-listing';
import { minute } from '../../shared/duration';
import { RelayError } from '../../shared/errors';
import { FleetReport } from '../../shared/housekeeping/fleet-state';
import { readTenantRow } from '../../shared/tenants/row';
import { tenantId } from '../collection/support/world';
import { fleetLines } from './fleet';

/** A tenant that fails, after the lines that are written once an hour. */
async function oneInTrouble() {
  const made = fleetLines();
  const { addTenant, saveNeverRead, saveCheckpoint, run, clock } = made;
  await addTenant(tenantId(1));
  await saveNeverRead(tenantId(1), clock.now());
  await run();
  /** What is told five minutes later; `well`: having been collected just then. */
  const next = async (well?: 'well') => {
    clock.advance(5 * minute);
    if (well) await saveCheckpoint(tenantId(1));
    return (await run()).tenants;
  };
  return { ...made, next };
}

it('a source that was in trouble is told once more when it is well, and then only once an hour', async () => {
  const { next } = await oneInTrouble();
  expect(await next()).toMatchObject([{ tenant: tenantId(1), state: 'failing' }]);
  expect(await next('well')).toMatchObject([{ tenant: tenantId(1), state: 'ok' }]);
  expect(await next('well')).toEqual([]);
});

it('a second trouble has an end of its own', async () => {
  const { saveNeverRead, next, clock } = await oneInTrouble();
  await next('well');
  await saveNeverRead(tenantId(1), clock.now());
  expect(await next()).toMatchObject([{ state: 'failing' }]);
  expect(await next('well')).toMatchObject([{ state: 'ok' }]);
  expect(await next('well')).toEqual([]);
});

it('the end of a lag is told too', async () => {
  const { saveCheckpoint, next, clock } = await oneInTrouble();
  await next('well');
  const lastAttempt = clock.now() + 10 * minute;
  await saveCheckpoint(tenantId(1), { lastAttempt });
  clock.advance(5 * minute);
  expect(await next()).toMatchObject([{ state: 'ok', lagMs: 10 * minute + 20_000 }]);
  expect(await next('well')).toMatchObject([{ state: 'ok', lagMs: 20_000 }]);
  expect(await next('well')).toEqual([]);
});

it('one that a person pauses is no longer in trouble', async () => {
  const { addTenant, next } = await oneInTrouble();
  await addTenant(tenantId(1), { status: 'paused' });
  expect(await next()).toMatchObject([{ tenant: tenantId(1), state: 'paused' }]);
  expect(await next()).toEqual([]);
});

it('the line that is written once an hour is the one more', async () => {
  const { next, clock } = await oneInTrouble();
  clock.advance(55 * minute);
  expect(await next('well')).toMatchObject([{ state: 'ok' }]);
  expect(await next('well')).toEqual([]);
});

it('a run in which the tenants cannot all be read forgets no trouble', async () => {
  const { saveCheckpoint, checkpointRows, clock } = await oneInTrouble();
  const states: unknown[] = [];
  const readable = readTenantRow(
    { partitionKey: 'tenant', rowKey: tenantId(1), etag: '', columns: { displayName: 'Contoso', status: 'active' } },
    { sources: ['defender-xdr'], cloud: 'commercial', lookbackMs: 0 },
  );
  let fault: RelayError | undefined = new RelayError('storage_failed', 'the next page can not be read');
  const report = new FleetReport({
    async *listTenants() {
      yield readable;
      if (fault) throw fault;
    },
    listCheckpoints: () => listCheckpoints(checkpointRows),
    clock,
    log: (_level, event, fields) => {
      if (event === 'tenant.state') states.push(fields?.state);
    },
    schedule: '0 * * * * *',
  });
  await expect(report.write()).rejects.toThrow(fault.message);
  fault = undefined;
  clock.advance(5 * minute);
  await report.write();
  await saveCheckpoint(tenantId(1));
  clock.advance(5 * minute);
  await report.write();
  expect(states).toEqual(['failing', 'failing', 'ok']);
});
