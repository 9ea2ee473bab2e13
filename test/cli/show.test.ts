import { beforeEach, describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { lastInstant } from '../../shared/instant';
import { now, relay } from './harness';
import { ago, checkpoint, entry, hour, minute, second, showing } from './showing';
import { contoso, fabrikam, useTables } from './tables';

const tables = useTables();

beforeEach(async () => {
  await tables.tenantRows.insert('tenant', contoso, { displayName: 'Contoso', status: 'active' });
});

describe('relay tenants show', () => {
  it('shows a tenant that is collected completely', async () => {
    const { code, out, json } = await showing(tables, checkpoint());
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      `Contoso (${contoso})`,
      '  status        active',
      '  sources       defender-xdr',
      '  destinations  all',
      '  history       24 hours before its first collection',
      '  cloud         commercial',
      '',
      'defender-xdr',
      '  collected      completely up to 2026-11-20 09:59:40 UTC (20 seconds ago)',
      '  still to read  nothing',
      '  read again     with each run: from 2026-11-20 09:45:00 UTC (15 minutes ago)',
      '  calls          for what is still to read: 0 of 40 this minute, 0 of 1,200 this hour',
      '  sent           1,234 versions so far',
      '  last success   2026-11-20 09:59:40 UTC (20 seconds ago)',
      '  last attempt   2026-11-20 09:59:40 UTC (20 seconds ago)',
      '  noted          2026-11-20 09:59:40 UTC (20 seconds ago); while nothing changes, every 5 minutes',
    ]);
    expect(json).toMatchObject({
      healthy: true,
      tenant: { id: contoso, displayName: 'Contoso', status: 'active', lookbackMs: 86_400_000 },
      sources: [
        {
          source: 'defender-xdr',
          state: 'ok',
          collectedUpTo: '2026-11-20T09:59:40.0000000Z',
          complete: true,
          owed: [],
          obstacles: [],
          sent: 1_234,
          lastSuccess: '2026-11-20T09:59:40.000Z',
        },
      ],
    });
  });

  it('says how much is redacted', async () => {
    const redaction = '{"drop": ["accountName", "userSid"], "hash": ["deviceDnsName"]}';
    await tables.tenantRows.merge('tenant', contoso, { redaction }, '*');
    const { out, json } = await showing(tables, checkpoint());
    expect(entry(out, 'redaction')).toEqual(['drops 2 fields, hashes 1 field']);
    expect(json.tenant.redaction).toEqual({ drop: ['accountName', 'userSid'], hash: ['deviceDnsName'] });
  });

  it('shows each kind of what is still owed, and when it is due', async () => {
    const owed = [
      { from: ago(72 * hour), to: ago(20 * hour), step: 864_000_000_000n },
      { from: ago(2 * hour), to: ago(hour) },
      { from: ago(3 * hour), to: ago(3 * hour) + 10_000n, created: { to: ago(4 * hour) } },
      { from: ago(5 * hour), to: ago(5 * hour) + 10_000n, pass: { skip: 100, broughtUnseen: true } },
      { from: ago(0), to: lastInstant },
      { from: ago(30 * minute), to: ago(20 * minute), againAt: ago(-7 * minute) },
      { from: ago(50 * minute), to: ago(40 * minute), againAt: ago(minute) },
    ];
    const { code, out, json } = await showing(tables, checkpoint({ progress: { marks: [ago(20 * second)], owed } }));
    expect(code).toBe(0);
    expect(entry(out, 'collected')).toEqual([
      'completely up to 2026-11-20 09:59:40 UTC (20 seconds ago), except for what is still to read',
    ]);
    expect(entry(out, 'still to read')).toEqual([
      'what is dated in the future, after 2026-11-20 10:00:00 UTC',
      'backlog: 2026-11-20 08:00:00 to 2026-11-20 09:00:00 UTC (60 minutes)',
      'many changes at 2026-11-20 07:00:00 UTC, told apart by when each record was created',
      'many changes within 1 second of 2026-11-20 05:00:00 UTC, read page by page',
      'history: 2026-11-17 10:00:00 to 2026-11-19 14:00:00 UTC (2 days)',
    ]);
    expect(entry(out, 'read again')).toEqual([
      'with the next runs: 2026-11-20 09:10:00 to 2026-11-20 09:20:00 UTC (10 minutes)',
      'at 2026-11-20 10:07:00 UTC (in 7 minutes): 2026-11-20 09:30:00 to 2026-11-20 09:40:00 UTC (10 minutes)',
    ]);
    const [source] = json.sources;
    expect(source.complete).toBe(false);
    expect(source.owed.map(({ kind }: { kind: string }) => kind)).toEqual([
      ...['future', 'backlog', 'same-instant', 'same-instant', 'history', 'second-reading', 'second-reading'],
    ]);
    expect(source.owed[6]).toEqual({
      kind: 'second-reading',
      from: '2026-11-20T09:30:00.0000000Z',
      to: '2026-11-20T09:40:00.0000000Z',
      dueAt: '2026-11-20T10:07:00.0000000Z',
    });
  });

  it('shortens a long list, but not for programs', async () => {
    const owed = Array.from({ length: 64 }, (_, index) => ({
      from: ago((2 * index + 2) * hour),
      to: ago((2 * index + 1) * hour),
    }));
    const { out, json } = await showing(tables, checkpoint({ progress: { marks: [ago(minute)], owed } }));
    const lines = entry(out, 'still to read');
    expect(lines[0]).toContain('2026-11-20 08:00:00 to 2026-11-20 09:00:00');
    expect(lines.slice(6)).toEqual(['and 58 more ranges (--json lists all)']);
    expect(json.sources[0].owed).toHaveLength(64);
  });

  it('counts calls in the windows that have not ended, and says until when they are used up', async () => {
    const group = (ago: number, calls: number) => ({ began: now - ago, last: now - ago, calls });
    const hourly = [group(65 * minute, 1_000), group(20 * minute, 700), group(2 * minute, 500)];
    const owedCalls = { recent: [now - 2 * minute], hourly };
    const { out, json } = await showing(tables, checkpoint({ owedCalls }));
    expect(entry(out, 'calls')).toEqual([
      'for what is still to read: 0 of 40 this minute, 1,200 of 1,200 this hour; used up until 2026-11-20 10:40:00 UTC (in 40 minutes)',
    ]);
    expect(json.sources[0].calls).toEqual({
      minute: { used: 0, limit: 40 },
      hour: { used: 1_200, limit: 1_200 },
      usedUpUntil: '2026-11-20T10:40:00.000Z',
    });
  });

  it('says what is lost, that pages are smaller, and that a run is at it', async () => {
    const { code, out, json } = await showing(
      tables,
      checkpoint({
        gaps: [{ from: ago(200 * 24 * hour), to: ago(180 * 24 * hour) }],
        pageSize: 5,
        claim: { owner: 'another', until: now + 30 * second },
      }),
    );
    expect(code).toBe(0);
    expect(entry(out, 'lost')).toEqual([
      '2026-05-04 10:00:00 to 2026-05-24 10:00:00 UTC (20 days): the API no longer had it',
    ]);
    expect(entry(out, 'page size')).toEqual([
      '5 records at once for now, because larger answers were too big to be read',
    ]);
    expect(entry(out, 'right now')).toEqual(['a run is sending what it found']);
    expect(json.sources[0]).toMatchObject({
      gaps: [{ from: '2026-05-04T10:00:00.0000000Z', to: '2026-05-24T10:00:00.0000000Z' }],
      pageSize: 5,
      claim: { owner: 'another', until: '2026-11-20T10:00:30.000Z' },
    });
  });

  it.each([
    ['openOnly', 'open-requests-only', /^requests can't be given an end: .*up to the present/],
    ['coarse', 'rounded-instants', /^the instants of a request are rounded: a second that holds more/],
  ] as const)('says in plain words what the API does not do: %s', async (flag, kind, words) => {
    const progress = { ...checkpoint().progress, [flag]: true };
    const { code, out, json } = await showing(tables, checkpoint({ progress }));
    expect(code).toBe(0);
    expect(entry(out, 'API limits')).toEqual([expect.stringMatching(words)]);
    expect(json.sources[0].apiLimits).toEqual([kind]);
  });

  it('calls a backlog by its name, though only open requests are possible and it is read in passes', async () => {
    const pass = { skip: 300, broughtUnseen: true };
    const owed = [
      { from: ago(2 * hour), to: ago(hour), pass },
      { from: ago(72 * hour), to: ago(20 * hour), step: 864_000_000_000n, pass },
    ];
    const progress = { marks: [ago(20 * second)], owed, openOnly: true };
    const { out, json } = await showing(tables, checkpoint({ progress }));
    expect(entry(out, 'still to read')).toEqual([
      'backlog: 2026-11-20 08:00:00 to 2026-11-20 09:00:00 UTC (60 minutes), read page by page',
      'history: 2026-11-17 10:00:00 to 2026-11-19 14:00:00 UTC (2 days), read page by page',
    ]);
    expect(json.sources[0].owed.map(({ kind: name }: { kind: string }) => name)).toEqual(['backlog', 'history']);
  });

  it('shows a tenant that was never collected', async () => {
    const { code, out, json } = await showing(tables);
    expect(code).toBe(0);
    expect(out).toContain('defender-xdr\n  collected  not collected yet');
    expect(json.sources).toEqual([{ source: 'defender-xdr', obstacles: [], state: 'never-collected' }]);
  });

  it('shows a source that was collected and is no longer chosen', async () => {
    const row = { displayName: 'Fabrikam', status: 'active', sources: 'defender-endpoint' };
    await tables.tenantRows.insert('tenant', fabrikam, row);
    const { code, out, json } = await showing(tables, checkpoint({ lastAttempt: now - 24 * hour }), { id: fabrikam });
    expect(code).toBe(0);
    expect(entry(out, 'not collected')).toEqual(["it isn't among the tenant's sources"]);
    expect(json.sources.map(({ source }: { source: string }) => source)).toEqual(['defender-xdr', 'defender-endpoint']);
  });

  it('refuses a tenant that is not registered', async () => {
    const { code, err } = await relay(['tenants', 'show', fabrikam], tables);
    expect(code).toBe(2);
    expect(err).toContain(`relay tenants add ${fabrikam}`);
  });

  it('says that storage failed, rather than that nothing was collected', async () => {
    const load = () => Promise.reject(new RelayError('storage_failed', 'Reading table checkpoints failed (503).'));
    const { code, out, err } = await relay(['tenants', 'show', contoso], {
      ...tables,
      checkpoints: { ...tables.checkpoints, load },
    });
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'Reading table checkpoints failed (503).' });
  });
});
