import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../shared/delivery/dead-letters';
import { hour } from '../../shared/duration';
import { otherTenant, tenant } from '../delivery/sample-event';
import { versionOf } from '../delivery/versions';
import { type Delivering, useDelivering } from './delivering';

const at = useDelivering('siem', 'tickets');

const refuse = () => ({ kind: 'rejected', reason: 'answered 422' }) as const;

/** Both destinations refuse these incidents, each collected a second after the one before. */
async function refused({ world, collect }: Delivering, ...incidents: readonly number[]): Promise<void> {
  for (const name of ['siem', 'tickets']) world.receiver(name).answer = refuse;
  for (const [index, incident] of incidents.entries()) await collect(versionOf(incident, index + 1));
}

function keep({ rows, container, world }: Delivering, content: string): Promise<void> {
  const letter = { destination: undefined, reason: 'it is not JSON', attempts: 0, attributes: undefined, content };
  return deadLetters({ table: rows.deadletters, container }).store({ ...letter, kept: 'text' }, world.clock.now());
}

describe('relay dead-letters list', () => {
  it('says so when there are none', async () => {
    expect(await at().run(['dead-letters', 'list', '--destination', 'siem'])).toMatchObject({
      code: 0,
      out: 'There are no dead letters of destination siem.',
    });
  });

  it('shows the newest of all destinations first, in 120 columns', async () => {
    const delivering = at();
    await refused(delivering, 1, 2, 3);
    const { code, out } = await delivering.run(['dead-letters', 'list']);
    expect(code).toBe(0);
    const lines = out.split('\n').filter((line) => line.includes('Contoso'));
    expect(lines.map((line) => /incident (\d)/.exec(line)?.[1])).toEqual(['3', '3', '2', '2', '1', '1']);
    expect(lines[0]).toMatch(/^siem\/[0-9a-f]{10} +Contoso +incident 3 +2026-11-20 08:00 +1 +answered 422: /);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('picks by destination and tenant, up to a limit', async () => {
    const delivering = at();
    await refused(delivering, 1, 2, 3);
    const foreign = versionOf(4, 4);
    await delivering.collect({ ...foreign, attributes: { ...foreign.attributes, tenantid: otherTenant } });
    const subjects = async (...typed: string[]) => {
      const { letters, more } = await delivering.json('dead-letters', 'list', ...typed);
      return [
        letters.map((letter: { destination: string; subject: string }) => `${letter.destination} ${letter.subject}`),
        more,
      ];
    };
    expect(await subjects('--destination', 'tickets', '--limit', '2')).toEqual([['tickets 4', 'tickets 3'], true]);
    expect(await subjects('--destination', 'tickets', '--tenant', 'CONTOSO')).toEqual([
      ['tickets 3', 'tickets 2', 'tickets 1'],
      false,
    ]);
    expect(await subjects('--tenant', otherTenant)).toEqual([['siem 4', 'tickets 4'], false]);
    expect((await delivering.run(['dead-letters', 'list', '--limit', '1'])).out).toContain('There are more: --limit 4');
  });

  it('refuses a tenant nobody knows, and a limit that is none', async () => {
    expect(await at().run(['dead-letters', 'list', '--tenant', 'Nobody'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('No tenant is called "Nobody"'),
    });
    expect((await at().run(['dead-letters', 'list', '--limit', '0'])).code).toBe(2);
  });
});

describe('relay dead-letters show', () => {
  it('tells everything by the key of the list, and with --payload every digit of the event', async () => {
    const delivering = at();
    const event = versionOf(7, 1);
    delivering.world.receiver('siem').answer = refuse;
    await delivering.collect({ ...event, data: '{"incidentId":9007199254740993,"score":1.0}' });
    delivering.world.clock.advance(2 * hour);
    const [{ key }] = (await delivering.json('dead-letters', 'list')).letters;
    const { code, out } = await delivering.run(['dead-letters', 'show', key, '--payload']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${key}\n`));
    for (const line of [
      /destination +siem/,
      new RegExp(`tenant +Contoso \\(${tenant}\\)`),
      /record +incident 7/,
      new RegExp(`event +${event.attributes.id}`),
      /reason +answered 422/,
      /attempts +1, at 2026-11-20 08:00:00 UTC/,
      /died +2026-11-20 08:00:00 UTC \(2 hours ago\)/,
      /kept +the whole event/,
      new RegExp(`lies in +container deadletters, blob siem/${event.attributes.id}`),
      new RegExp(`send again +relay dead-letters replay ${key}`),
      new RegExp(`trace +relay trace ${tenant} 7 --kind incident`),
    ]) {
      expect(out).toMatch(line);
    }
    expect(out).toContain('"data":{"incidentId":9007199254740993,"score":1.0}');
    const { letter, content } = await delivering.json('dead-letters', 'show', key, '--payload');
    expect(letter).toMatchObject({ key, destination: 'siem', tenant, eventId: event.attributes.id, kept: 'event' });
    expect(content).toContain('9007199254740993');
    expect((await delivering.run(['dead-letters', 'show', key])).out).not.toContain('9007199254740993');
  });

  it('takes the whole event id and the keys of the row, and says which letters a key may mean', async () => {
    const delivering = at();
    await refused(delivering, 1);
    const { id } = versionOf(1, 1).attributes;
    expect(await delivering.run(['dead-letters', 'show', id])).toMatchObject({
      code: 2,
      err: [
        `"${id}" may mean any of these dead letters:`,
        `  siem/${id.slice(0, 10)}`,
        `  tickets/${id.slice(0, 10)}`,
      ].join('\n'),
    });
    const [{ row }] = (await delivering.json('dead-letters', 'list')).letters;
    for (const key of [`tickets/${id}`, `${row.partitionKey}/${row.rowKey}`]) {
      expect((await delivering.run(['dead-letters', 'show', key])).code).toBe(0);
    }
    expect(await delivering.run(['dead-letters', 'show', 'siem/0000000000'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no dead letter "siem/0000000000"'),
    });
  });

  it("shows a text that isn't an event without letting it write to the terminal", async () => {
    const delivering = at();
    await keep(delivering, 'first\u001b[2Jline\nsecond\u009bline');
    const [letter] = (await delivering.json('dead-letters', 'list', '--destination', 'unreadable')).letters;
    expect(letter).toMatchObject({ destination: null, kept: 'text' });
    const { out } = await delivering.run(['dead-letters', 'show', letter.key, '--payload']);
    expect(out).toMatch(/send again +not possible: it isn't an event/);
    expect(out).toContain('first\\u001b[2Jline\nsecond\\u009bline');
  });
});
