import { describe, expect, it } from 'vitest';
import type { DeliveryDesk } from '../../cli/delivery-desk';
import { lettersOf } from '../../shared/delivery/letters/letters';
import { useDestinationDesk } from './destination-desk';
import { contoso, fabrikam } from './tables';

const desk = useDestinationDesk();
const since = '2026-11-20T08:00:00Z';
const pausedByRelay = { status: 'paused', statusBy: 'relay', statusReason: 'answered 410', statusSince: since };
const pausedByPerson = { status: 'paused', statusBy: 'person', statusReason: 'Maintenance', statusSince: since };
const open = {
  circuitSince: since,
  circuitUntil: '2026-11-20T10:10:00Z',
  circuitFailures: 6,
  circuitReason: 'answered 503',
};

describe('relay destinations list', () => {
  it('says how to begin when there is none', async () => {
    const { code, out } = await desk.destinations(['list']);
    expect(code).toBe(0);
    expect(out).toContain('relay destinations add <name>');
  });

  it('says in words how each is, and what to do', async () => {
    await desk.insert('a', { filter: '{"minimumSeverity":"high"}', heartbeat: true });
    await desk.insert('b', pausedByPerson);
    await desk.insert('c', { ...pausedByRelay, probedAt: '2026-11-20T09:50:00Z' });
    await desk.insert('d', open);
    await desk.insert('e', { filter: '{"severity":"high"}' });
    await desk.rows.insert('destinations', 'f', { type: 'webhook' });
    const { code, out } = await desk.destinations(['list']);
    expect(code).toBe(1);
    const ago = 'since 2026-11-20 08:00:00 UTC (2 hours ago)';
    expect(out.split('\n')).toEqual([
      'NAME  TYPE     HEARTBEAT  FILTER      STATE',
      'a     webhook  yes        high        ready',
      `b     webhook  no         everything  paused by a person ${ago} because Maintenance`,
      `c     webhook  no         everything  paused by the relay ${ago} because answered 410; probed every 15 minutes, last at 2026-11-20 09:50:00 UTC (10 minutes ago)`,
      `d     webhook  no         everything  unreachable ${ago}, next probe at 2026-11-20 10:10:00 UTC (in 10 minutes): answered 503`,
      expect.stringMatching(/^e +webhook +no +unreadable +malformed: filter: .*severity/),
      'f     webhook  no         everything  no destination: PartitionKey must be "destination".',
      '',
      'Needs attention:',
      expect.stringContaining('  c: repair what it says, then: relay destinations test c.'),
      expect.stringContaining("  d: find out why it doesn't answer: relay destinations test d."),
      expect.stringContaining('  e: correct its row in the table destinations'),
      expect.stringContaining('  f: nothing is sent to it.'),
    ]);
  });

  it('reminds of a pause whose events will soon be too old', async () => {
    await desk.insert('siem', pausedByPerson);
    desk.clock.advance(15 * 86_400_000);
    const { code, out } = await desk.destinations(['list']);
    expect(code).toBe(1);
    expect(out).toContain('From 2026-12-10 08:00:00 UTC (in 4 days) on, what has waited 20 days');
  });

  it('prints one JSON document without any settings', async () => {
    await desk.insert('a', pausedByRelay);
    await desk.insert('b', open);
    const { out } = await desk.destinations(['list', '--json']);
    expect(JSON.parse(out).destinations).toMatchObject([
      {
        name: 'a',
        type: 'webhook',
        format: 'raw',
        state: 'paused',
        pausedBy: 'relay',
        reason: 'answered 410',
        filter: {},
      },
      { name: 'b', state: 'unreachable', nextProbeAt: '2026-11-20T10:10:00.000Z', whatToDo: expect.any(String) },
    ]);
    expect(out).not.toContain('siem.example');
  });
});

describe('relay destinations pause', () => {
  it('stops a destination, with who, why and since when, and says what waits', async () => {
    await desk.insert('siem', open);
    const { code, out } = await desk.destinations(['pause', 'siem', '--reason', 'Maintenance']);
    expect(code).toBe(0);
    expect(out).toContain('siem is paused by a person since 2026-11-20 10:00:00 UTC (now) because Maintenance.');
    expect(out).toMatch(/waits, each event for up to 20 days[\s\S]*relay destinations resume siem/);
    expect(await desk.columnsOf('siem')).toMatchObject({
      status: 'paused',
      statusBy: 'person',
      statusReason: 'Maintenance',
      statusSince: '2026-11-20T10:00:00.000Z',
    });
  });

  it('that is repeated without a reason changes nothing', async () => {
    await desk.insert('siem', pausedByPerson);
    const { code, out } = await desk.destinations(['pause', 'siem']);
    expect(code).toBe(0);
    expect(out).toContain('Nothing changed: siem is paused by a person since 2026-11-20 08:00:00 UTC');
    expect(await desk.columnsOf('siem')).toMatchObject(pausedByPerson);
  });

  it('takes over what the relay paused, with what it knew', async () => {
    await desk.insert('siem', pausedByRelay);
    const { out } = await desk.destinations(['pause', 'siem', '--json']);
    expect(JSON.parse(out).destination).toMatchObject({ pausedBy: 'person', reason: 'answered 410' });
  });

  it('refuses a name that there is not, with those that there are', async () => {
    await desk.insert('siem');
    const { code, err } = await desk.destinations(['pause', 'SIEM']);
    expect({ code, err }).toEqual({ code: 2, err: 'There is no destination "SIEM". There are: siem' });
    expect((await desk.destinations(['pause', 'a/b'])).code).toBe(2);
  });
});

describe('relay destinations resume', () => {
  it.each([pausedByRelay, pausedByPerson])('sends again to what was paused, whoever did', async (paused) => {
    await desk.insert('siem', paused);
    const { code, out } = await desk.destinations(['resume', 'siem']);
    expect(code).toBe(0);
    expect(out).toContain('siem takes events again, the next ones within 10 seconds.');
    expect(out).toContain('What waited for it follows within the hour');
    expect(await desk.columnsOf('siem')).toMatchObject({ status: 'enabled', statusReason: '', statusBy: '' });
  });

  it('tries what did not answer at once', async () => {
    await desk.insert('siem', open);
    const { code, out } = await desk.destinations(['resume', 'siem']);
    expect(code).toBe(0);
    expect(out).toContain('What waits already was put off until 2026-11-20 10:10:00 UTC (in 10 minutes)');
    expect(await desk.columnsOf('siem')).toMatchObject({ circuitUntil: '' });
  });

  it('leaves a ready one alone', async () => {
    await desk.insert('siem');
    const before = await desk.columnsOf('siem');
    expect((await desk.destinations(['resume', 'siem'])).out).toContain('siem was taking events already.');
    expect(await desk.columnsOf('siem')).toEqual(before);
  });

  it('says that a malformed row still stands in the way', async () => {
    await desk.insert('siem', { ...pausedByPerson, settings: '{}' });
    const { code, out } = await desk.destinations(['resume', 'siem']);
    expect(code).toBe(1);
    expect(out).toMatch(/is malformed, and nothing is sent[\s\S]*- settings\.url: must be the https URL/);
  });
});

describe('relay destinations remove', () => {
  const tenant = (columns: Record<string, string>) => ({ displayName: 'Contoso', status: 'active', ...columns });
  /** Only the letters of a desk are asked for. */
  const delivery = async () => {
    const table = await desk.tables.freshTable();
    await table.insert('siem', '1-a', { reason: 'DELIVERY_WINDOW is over' });
    await table.insert('other', '1-b', { reason: 'DELIVERY_WINDOW is over' });
    const container = {} as Parameters<typeof lettersOf>[0]['container'];
    return { delivery: { letters: lettersOf({ table, container }) } as DeliveryDesk };
  };

  it('only says what it would mean, until --yes', async () => {
    await desk.insert('siem');
    const given = await delivery();
    const { code, out, err } = await desk.destinations(['remove', 'siem'], given);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/owed to it end in the dead letters[\s\S]*Its dead letters, 1 so far, are kept/);
    expect(err).toContain('There is no other: what is collected waits');
    expect(err).toContain('relay destinations remove siem --yes. Nothing was removed.');
    expect(await desk.columnsOf('siem')).toBeDefined();
    expect((await desk.destinations(['remove', 'siem', '--yes'], given)).code).toBe(0);
    expect(await desk.columnsOf('siem')).toBeUndefined();
  });

  it('refuses while tenants name it, unless it is forced', async () => {
    await desk.insert('siem');
    await desk.insert('tickets');
    await desk.tables.tenantRows.insert('tenant', contoso, tenant({ destinations: 'siem,tickets' }));
    await desk.tables.tenantRows.insert('tenant', fabrikam, tenant({ displayName: 'Fabrikam' }));
    const given = await delivery();
    const { code, err } = await desk.destinations(['remove', 'siem', '--yes'], given);
    expect(code).toBe(2);
    expect(err).toContain("siem isn't removed: 1 tenant names it in the column destinations.");
    expect(err).toContain(`  Contoso (${contoso})`);
    expect(err).not.toContain('Fabrikam');
    expect(await desk.columnsOf('siem')).toBeDefined();
    const forced = await desk.destinations(['remove', 'siem', '--yes', '--force', '--json'], given);
    expect(forced.code).toBe(0);
    expect(JSON.parse(forced.out)).toEqual({ removed: 'siem', deadLetters: 1, tenantsNamingIt: [contoso] });
    expect(await desk.columnsOf('siem')).toBeUndefined();
  });
});
