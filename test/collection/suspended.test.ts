import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../shared/collection/checkpoint';
import { probeNextRun } from '../../shared/collection/probe';
import { RelayError } from '../../shared/errors';
import type { FakeDefender } from './support/fake-defender';
import { day, hour, incident, minute, start, tenantId, world } from './support/world';

const forbidden = (api: FakeDefender) => () => api.answer(403, { error: { message: 'Account is not provisioned.' } });
const denied = (api: FakeDefender) => () => api.answer(403, { error: { message: 'Forbidden' } });
const failed = (api: FakeDefender) => () => api.answer(503, '');

/** Minutes after the start at which the API was asked within the next `minutes` runs. */
async function askedAt(made: ReturnType<typeof world>, minutes: number): Promise<number[]> {
  const asked: number[] = [];
  for (let passed = 0; passed < minutes; passed += 1) {
    const before = made.api().urls.length;
    const at = (made.clock.now() - start) / minute;
    await made.run();
    if (made.api().urls.length > before) asked.push(at);
    made.clock.advance(minute);
  }
  return asked;
}

describe('a source that is refused', () => {
  it('is failing, and suspended after ten minutes of the same fault, with the reason in its row', async () => {
    const { api, minutes, row } = world();
    api().always = forbidden(api());
    await minutes(10);
    expect(row()).toMatchObject({ state: 'failing', code: 'not_licensed', faults: 10 });
    await minutes(1);
    expect(row()).toMatchObject({ state: 'suspended', code: 'not_licensed', since: new Date(start).toISOString() });
    expect(row()?.reason).toContain('no active Defender licence');
  });

  it('is not suspended by two faults, however far apart', async () => {
    const { api, run, clock, row } = world();
    api().always = forbidden(api());
    await run();
    clock.advance(hour);
    await run();
    expect(row()).toMatchObject({ state: 'failing', faults: 2 });
  });

  it('is probed after 5 minutes, 15 minutes, 1 hour, 6 hours, then daily', async () => {
    const made = world();
    made.api().always = forbidden(made.api());
    const asked = await askedAt(made, 3 * 24 * 60 + 9 * 60);
    const suspendedAt = 10;
    const probes = asked.filter((at) => at > suspendedAt).map((at, index, all) => at - (all[index - 1] ?? suspendedAt));
    expect(probes).toEqual([5, 15, 60, 360, 1_440, 1_440, 1_440].slice(0, probes.length));
    expect(probes.length).toBeGreaterThanOrEqual(6);
  });

  it('resumes by itself, and what came meanwhile is collected', async () => {
    const { api, minutes, row, sentOf, log, clock } = world();
    api().put(incident(1, start - minute));
    await minutes(20);
    api().always = forbidden(api());
    await minutes(60);
    expect(row()).toMatchObject({ state: 'suspended' });
    api().put(incident(2, clock.now()));
    api().always = undefined;
    await minutes(70);
    expect(row()).toMatchObject({ state: 'ok', faults: 0, probes: 0 });
    expect(row()?.reason).toBeUndefined();
    expect(sentOf()).toEqual([1, 2]);
    expect(log('tenant.recovered')).toHaveLength(1);
  });

  it('is asked with the next run when somebody says so, unless a run is at work on it', async () => {
    const made = world();
    const { api, minutes, run, row, checkpoints, clock } = made;
    api().always = forbidden(api());
    await minutes(12);
    const key = { tenantId: tenantId(1), source: 'defender-xdr' };
    const { checkpoint, etag } = await checkpoints.load(key);
    const claim = { owner: 'a run', until: clock.now() + minute };
    await checkpoints.save(key, { ...(checkpoint as Checkpoint), claim }, etag);
    expect(await probeNextRun(checkpoints, key, clock.now())).toBe(false);
    clock.advance(minute);
    expect(await probeNextRun(checkpoints, key, clock.now())).toBe(true);
    expect(row()).toMatchObject({ state: 'suspended' });
    api().always = undefined;
    expect(await run()).toMatchObject({ failed: 0 });
    expect(row()).toMatchObject({ state: 'ok' });
    expect(await probeNextRun(checkpoints, key, clock.now())).toBe(false);
  });

  it('begins anew with another fault: its reason is always the present one', async () => {
    const { api, minutes, row } = world();
    api().always = forbidden(api());
    await minutes(8);
    api().always = denied(api());
    await minutes(8);
    expect(row()).toMatchObject({ state: 'failing', code: 'access_denied', faults: 8 });
    await minutes(3);
    expect(row()).toMatchObject({ state: 'suspended', code: 'access_denied' });
  });

  it('stays suspended, reason and all, when the network fails at a probe; the probe is made up for', async () => {
    const made = world();
    const { api, minutes, row } = made;
    api().always = forbidden(api());
    await minutes(11);
    api().always = () => {
      throw new RelayError('network_failed', 'No answer.');
    };
    expect(await askedAt(made, 20)).toEqual([15, 20, 25, 30]);
    expect(row()).toMatchObject({ state: 'suspended', code: 'not_licensed', probes: 0 });
    api().always = undefined;
    await minutes(6);
    expect(row()).toMatchObject({ state: 'ok' });
  });
});

describe('a source that fails for the moment', () => {
  it('is never suspended for it, and asked again every minute', async () => {
    const made = world();
    made.api().always = failed(made.api());
    expect(await askedAt(made, 120)).toHaveLength(120);
    expect(made.row()).toMatchObject({ state: 'failing', code: 'server_failed' });
  });

  it('is left alone for as long as it asks', async () => {
    const made = world();
    made.api().always = () => made.api().answer(503, '', { 'retry-after': '300' });
    expect(await askedAt(made, 20)).toEqual([0, 5, 10, 15]);
  });
});

describe('a source suspended for longer than a day', () => {
  it('comes back with everything the API still shows', async () => {
    const { api, minutes, sentOf, clock } = world();
    await minutes(30);
    api().always = forbidden(api());
    await minutes(15);
    for (let id = 1; id <= 250; id += 1) api().put(incident(id, clock.now() + id * 10 * minute));
    clock.advance(2 * day);
    api().always = undefined;
    await minutes(20);
    expect(sentOf().sort((a, b) => a - b)).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
  });
});
