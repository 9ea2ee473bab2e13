import { beforeEach, describe, expect, it } from 'vitest';
import { now } from './harness';
import { checkpoint, entry, hour, minute, second, showing } from './showing';
import { contoso, fabrikam, useTables } from './tables';

const tables = useTables();

beforeEach(async () => {
  await tables.tenantRows.insert('tenant', contoso, { displayName: 'Contoso', status: 'active' });
});

describe('relay tenants show, of what is not collected', () => {
  it('says since when and why a source is suspended, and when it is tried again', async () => {
    const health = {
      state: 'suspended',
      code: 'role_missing',
      reason: 'Tenant Contoso has not granted Incident.Read.All. Consent: https://login.example/adminconsent',
      since: now - 3 * hour,
      faults: 5,
      probes: 2,
      notBefore: now + 40 * minute,
    } as const;
    const { code, out, json } = await showing(tables, checkpoint({ health, lastAttempt: now - 20 * minute }));
    expect(code).toBe(1);
    expect(entry(out, 'not collected')).toEqual([
      'suspended since 2026-11-20 07:00:00 UTC (3 hours ago), 5 equal faults so far; tried again by itself at 2026-11-20 10:40:00 UTC (in 40 minutes)',
      health.reason,
    ]);
    expect(json).toMatchObject({
      healthy: false,
      sources: [{ state: 'suspended', code: 'role_missing', notBefore: '2026-11-20T10:40:00.000Z', probes: 2 }],
    });
  });

  it('says that a failing source is tried with the next run', async () => {
    const health = {
      state: 'failing',
      code: 'server_failed',
      reason: 'The API answered 503.',
      since: now - minute,
      faults: 1,
      probes: 0,
    } as const;
    const { code, out } = await showing(tables, checkpoint({ health }));
    expect(code).toBe(1);
    expect(entry(out, 'not collected')).toEqual([
      'failing since 2026-11-20 09:59:00 UTC (60 seconds ago), 1 equal fault so far; tried again with the next run',
      'The API answered 503.',
    ]);
  });

  it.each([
    ['server_failed', ['failing', 'overdue']],
    ['credential_expired', ['failing']],
  ] as const)('tells a source that fails with %s from one that is not tried any more', async (code, kinds) => {
    const health = { state: 'failing', code, reason: 'No.', since: now - hour, faults: 1, probes: 0 } as const;
    const { json } = await showing(tables, checkpoint({ health, lastAttempt: now - hour }));
    expect(json.sources[0].obstacles.map(({ kind }: { kind: string }) => kind)).toEqual(kinds);
  });

  it('owes everything of a source that has only failed yet', async () => {
    const health = { state: 'failing', reason: 'No consent.', since: now - minute, faults: 1, probes: 0 } as const;
    const { lastSuccess: _never, ...failed } = checkpoint({ health, progress: { marks: [], owed: [] }, collected: 0 });
    const { out, json } = await showing(tables, failed);
    expect(entry(out, 'collected')).toEqual(['nothing yet']);
    expect(entry(out, 'still to read')).toEqual(['everything']);
    expect(entry(out, 'last success')).toEqual(['never']);
    expect(json.sources[0]).toMatchObject({ complete: false, sent: 0 });
  });

  it('says until when the API asked to wait, which needs no attention', async () => {
    const health = { state: 'ok', since: now - hour, faults: 0, probes: 0, notBefore: now + 90 * second } as const;
    const { code, out } = await showing(tables, checkpoint({ health }));
    expect(code).toBe(0);
    expect(entry(out, 'not collected')).toEqual([
      'the API asked to wait until 2026-11-20 10:01:30 UTC (in 90 seconds)',
    ]);
  });

  it.each([
    ['every minute', '0 * * * * *', 13, 1],
    ['every minute, a quiet source being noted every five', '0 * * * * *', 10, 0],
    ['every hour', '0 0 * * * *', 13, 0],
  ])('notices that nothing happens any more, with a timer %s', async (_name, schedule, minutes, expected) => {
    const saved = checkpoint({ lastAttempt: now - minutes * minute });
    const { code, out } = await showing(tables, saved, { schedule });
    expect(code).toBe(expected);
    if (expected === 0) expect(entry(out, 'not collected')).toEqual([]);
    else expect(entry(out, 'not collected').join(' ')).toMatch(/not tried since .* 09:47:00 UTC .*may not be running/);
  });

  it('shows why a tenant stands still, with what is known of its sources', async () => {
    await tables.tenantRows.insert('tenant', fabrikam, {
      displayName: 'Fabrikam\u001b[31m',
      status: 'paused',
      statusReason: 'Contract ended.',
      statusSince: '2026-11-19T10:00:00Z',
      destinations: 'siem, tickets',
      lookback: 'P7D',
    });
    const health = { state: 'failing', reason: 'No consent.', since: now - hour, faults: 2, probes: 0 } as const;
    const { code, out } = await showing(tables, checkpoint({ health, lastAttempt: now - 24 * hour }), { id: fabrikam });
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 6)).toEqual([
      `Fabrikam [31m (${fabrikam})`,
      '  status        paused since 2026-11-19 10:00:00 UTC (24 hours ago)',
      '                Contract ended.',
      '  sources       defender-xdr',
      '  destinations  siem, tickets',
      '  history       7 days before its first collection',
    ]);
    expect(entry(out, 'not collected')).toEqual([
      'the tenant is paused',
      'failing since 2026-11-20 09:00:00 UTC (60 minutes ago), 2 equal faults so far',
      'No consent.',
    ]);
  });

  it('needs attention when the relay suspended the tenant, and says when it is tried again', async () => {
    const reason = 'Consent was withdrawn.';
    await tables.tenantRows.insert('tenant', fabrikam, {
      displayName: 'Fabrikam',
      status: 'suspended',
      statusReason: reason,
    });
    const since = now - hour;
    const health = { state: 'suspended', reason, since, faults: 4, probes: 1, notBefore: now + 5 * minute } as const;
    const { code, out } = await showing(tables, checkpoint({ health, lastAttempt: since }), { id: fabrikam });
    expect(code).toBe(1);
    expect(out).toContain(`suspended\n                ${reason}`);
    expect(entry(out, 'not collected')).toEqual([
      'the tenant is suspended',
      'suspended since 2026-11-20 09:00:00 UTC (60 minutes ago), 4 equal faults so far; tried again by itself at 2026-11-20 10:05:00 UTC (in 5 minutes)',
      reason,
    ]);
  });

  it('shows the faults of a malformed row, and what was collected before', async () => {
    await tables.tenantRows.insert('tenant', fabrikam, { displayName: 'Fabrikam', status: 'on', cloud: 'mars' });
    const { code, out, json } = await showing(tables, checkpoint(), { id: fabrikam });
    expect(code).toBe(1);
    expect(out).toMatch(/is malformed:\n {2}- status must be.*\n {2}- cloud must be/);
    expect(entry(out, 'collected')).toEqual(['completely up to 2026-11-20 09:59:40 UTC (20 seconds ago)']);
    expect(entry(out, 'not collected')).toEqual(["the tenant's row is malformed"]);
    expect(json.tenant.malformed).toHaveLength(2);
  });

  it('says what is wrong with what is noted of a source, and what to do', async () => {
    await tables.checkpointRows.insert(contoso, 'defender-xdr', { marks: '[]', owed: 'oops', state: 'ok' });
    const { code, out, json } = await showing(tables);
    expect(code).toBe(1);
    expect(entry(out, 'collected')).toEqual(['unknown']);
    expect(entry(out, 'not collected').join(' ')).toMatch(/can't be read .*owed.*Repair the row/);
    expect(json.sources).toMatchObject([{ state: 'unreadable', obstacles: [{ kind: 'unreadable', attention: true }] }]);
  });
});
