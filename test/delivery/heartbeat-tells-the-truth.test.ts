import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../shared/collection/checkpoint';
import type { ListedCheckpoint } from '../../shared/collection/checkpoint-listing';
import { hour, minute } from '../../shared/duration';
import { heartbeatOf } from '../../shared/heartbeat/report';
import { lastInstant, ticksOfMs } from '../../shared/instant';
import type { Tenant } from '../../shared/tenants/tenant';
import { collectedAt, relayWithHeartbeats, said } from './heartbeats';
import { tenant as id } from './sample-event';

const nowMs = Date.parse('2026-11-20T08:00:20Z');
const ago = (ms: number) => ticksOfMs(nowMs - ms);
const marks = [ago(20_000)];
const step = 864_000_000_000n;

const tenant: Tenant = {
  id,
  displayName: 'Contoso',
  status: 'active',
  sources: ['defender-xdr'],
  destinations: [],
  cloud: 'commercial',
  grantedRoles: [],
  lookbackMs: 0,
  etag: '1',
};

function listed(changes: Partial<Checkpoint>, source = 'defender-xdr'): ListedCheckpoint {
  return { source, checkpoint: collectedAt(nowMs, changes) };
}

function saidOf(rows: readonly ListedCheckpoint[], changes: Partial<Tenant> = {}) {
  return said(heartbeatOf({ ...tenant, ...changes }, rows, '0 * * * * *', nowMs).data);
}

const failing = { state: 'failing', since: nowMs - hour, faults: 2, probes: 0, reason: 'the role is missing' } as const;
const suspended = { ...failing, state: 'suspended', notBefore: nowMs + hour } as const;

describe('what a heartbeat says of one source', () => {
  it.each<[string, Partial<Checkpoint>, string, object]>([
    [
      'is merely read again',
      { progress: { marks, owed: [{ from: ago(hour), to: ago(minute), againAt: ago(0) }] } },
      'Contoso is collected completely up to 2026-11-20 08:00:00 UTC.',
      { state: 'ok', collectedUpTo: '2026-11-20T08:00:00.0000000Z' },
    ],
    [
      'still owes its history and a backlog',
      {
        progress: {
          marks,
          owed: [
            { from: ago(24 * hour), to: ago(4 * hour), step },
            { from: ago(2 * hour), to: ago(hour) },
          ],
        },
      },
      'Contoso is collected up to 2026-11-20 08:00:00 UTC, except for changes from 2026-11-19 08:00:20 UTC to ' +
        '2026-11-20 07:00:20 UTC, which are still to be read.',
      {
        collectedUpTo: '2026-11-19T08:00:20.0000000Z',
        liveUpTo: '2026-11-20T08:00:00.0000000Z',
        owed: { ranges: 2, from: '2026-11-19T08:00:20.0000000Z', to: '2026-11-20T07:00:20.0000000Z' },
      },
    ],
    [
      'has records that are dated in the future',
      { progress: { marks, owed: [{ from: ago(-hour), to: lastInstant }] } },
      'Contoso is collected up to 2026-11-20 08:00:00 UTC, except for changes from 2026-11-20 09:00:20 UTC on, which ' +
        'are still to be read.',
      { collectedUpTo: '2026-11-20T08:00:00.0000000Z' },
    ],
    [
      'lost what the API forgot, and met a record that is too large',
      {
        progress: { marks, owed: [{ from: ago(hour), to: ago(minute), againAt: ago(-hour), tooLarge: true }] },
        gaps: [{ from: ago(48 * hour), to: ago(24 * hour) }],
      },
      'Contoso is collected completely up to 2026-11-20 08:00:00 UTC. Lost, because the API no longer had them: changes ' +
        'from 2026-11-18 08:00:20 UTC to 2026-11-19 08:00:20 UTC. Too large to be read: a record of about ' +
        '2026-11-20 07:00:20 UTC.',
      { tooLarge: ['2026-11-20T07:00:20.0000000Z'] },
    ],
    [
      'fails',
      { health: failing },
      'Contoso has not been collected since 2026-11-20 08:00:00 UTC: the role is missing.',
      { state: 'failing', reason: 'the role is missing', collectedUpTo: '2026-11-20T08:00:00.0000000Z' },
    ],
    [
      'is suspended',
      { health: suspended, lastSuccess: nowMs - 30 * hour },
      'Contoso has not been collected since 2026-11-19 02:00:20 UTC: the role is missing.',
      { state: 'suspended' },
    ],
    [
      'was parked by a throttle',
      { health: { state: 'ok', since: 0, faults: 0, probes: 0, notBefore: nowMs + hour }, lastAttempt: nowMs - hour },
      'Contoso is collected completely up to 2026-11-20 08:00:00 UTC.',
      { state: 'ok', reason: 'the API asked to wait until 2026-11-20T09:00:20.000Z' },
    ],
    [
      'is due, and nobody tries it',
      { lastAttempt: nowMs - hour, lastSuccess: nowMs - hour },
      'Contoso has not been collected since 2026-11-20 07:00:20 UTC: it is due but has not been tried since: the function ' +
        'collect may not be running, or its runs end before this has its turn.',
      { state: 'failing' },
    ],
  ])('that %s', (_what, changes, summary, source) => {
    const heard = saidOf([listed(changes)]);
    expect(heard.summary).toBe(summary);
    expect(heard.sources).toMatchObject([{ source: 'defender-xdr', ...source }]);
  });

  it('that never was collected', () => {
    expect(saidOf([])).toMatchObject({
      summary: 'Contoso has not been collected yet.',
      sources: [{ source: 'defender-xdr', state: 'never' }],
    });
    const { lastSuccess: _never, ...neverWorked } = collectedAt(nowMs, {
      progress: { marks: [], owed: [] },
      health: failing,
    });
    const heard = saidOf([{ source: 'defender-xdr', checkpoint: neverWorked }]);
    expect(heard.summary).toBe('Contoso has never been collected: the role is missing.');
  });
});

describe('what a heartbeat says of a tenant', () => {
  const both = { sources: ['defender-xdr', 'defender-endpoint'] } as const;
  const older = { progress: { marks: [ago(40_000)], owed: [] } };

  it('gives the earliest of its sources', () => {
    const heard = saidOf([listed({}), listed(older, 'defender-endpoint')], both);
    expect(heard.summary).toBe('Contoso is collected completely up to 2026-11-20 07:59:40 UTC.');
  });

  it('never says complete for a source that is in trouble', () => {
    const heard = saidOf([listed({ health: suspended }), listed(older, 'defender-endpoint')], both);
    expect(heard.summary).toBe(
      'Contoso (defender-xdr) has not been collected since 2026-11-20 08:00:00 UTC: the role is missing. ' +
        'Contoso (defender-endpoint) is collected completely up to 2026-11-20 07:59:40 UTC.',
    );
    const { summary } = saidOf([listed({})], both);
    expect(summary).toContain('Contoso (defender-endpoint) has not been collected yet.');
  });

  it('says that the tenant as a whole is stopped, and up to when it was collected', () => {
    const stopped = { statusSince: '2026-11-20T06:00:00Z', statusReason: 'the consent was withdrawn' };
    expect(saidOf([listed({ lastAttempt: 0 })], { ...stopped, status: 'paused' })).toMatchObject({
      summary:
        'Contoso is paused since 2026-11-20 06:00:00 UTC and not collected: the consent was withdrawn. ' +
        'Contoso was collected completely up to 2026-11-20 08:00:00 UTC.',
      tenant: { status: 'paused', since: '2026-11-20T06:00:00Z', reason: 'the consent was withdrawn' },
      sources: [{ state: 'ok' }],
    });
    expect(saidOf([], { status: 'suspended' }).summary).toBe(
      'Contoso is suspended and not collected. Contoso was never collected.',
    );
  });
});

it('says so when what is known of a source cannot be read', async () => {
  const { receiver, wantHeartbeats, addTenant, checkpointRows, beat } = relayWithHeartbeats('siem');
  await wantHeartbeats('siem');
  await addTenant(id);
  await checkpointRows.put(id, 'defender-xdr', { marks: '[]', owed: 'spoilt', state: 'ok', since: '2026-11-20' });
  await beat();
  const [event] = receiver('siem').events;
  expect(said(event?.data).sources).toMatchObject([{ state: 'failing' }]);
  expect(said(event?.data).summary).toMatch(
    /^Contoso has never been collected: its row in the table checkpoints can't be read: owed/,
  );
});
