import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../shared/delivery/dead-letters';
import { minute, second } from '../../shared/duration';
import { tenant } from '../delivery/sample-event';
import { numbersOf, versionOf } from '../delivery/versions';
import { dead, delivered, lettersLeft, replay, sumOf } from './dead';
import { type Delivering, useDelivering } from './delivering';

const at = useDelivering('siem', 'tickets');

describe('relay dead-letters replay', () => {
  it('sends an event again, marked as a replay and with every digit, and removes its letter', async () => {
    const delivering = at();
    const data = `{"incidentId":9007199254740993,"score":1.0,"text":"${'x'.repeat(70_000)}"}`;
    const [key = ''] = await dead(delivering, { ...versionOf(1, 1), data });
    expect(await sumOf(delivering)).toEqual([1, 0, 0, 1, 0]);
    const { code, out } = await replay(delivering, key);
    expect(code).toBe(0);
    expect(out).toBe(
      `1 event on the way again, marked as a replay; tried within half a minute:\n  ${key}  incident 1 of Contoso`,
    );
    expect(await sumOf(delivering)).toEqual([1, 0, 0, 0, 1]);
    await delivering.pass(30 * second);
    const [event] = delivering.world.receiver('siem').events;
    expect(event).toMatchObject({ data, attributes: { id: versionOf(1, 1).attributes.id, replay: true } });
    expect(await sumOf(delivering)).toEqual([1, 1, 0, 0, 0]);
    expect(await lettersLeft(delivering)).toBe(0);
    expect(await delivering.container.read(`siem/${event?.attributes.id}`)).toBeUndefined();
    expect(delivering.world.receiver('tickets').delivered).toEqual(['1']);
  });

  it('begins anew with its attempts', async () => {
    const delivering = at();
    const [key = ''] = await dead(delivering, versionOf(1, 1));
    delivering.world.receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
    await replay(delivering, key);
    await delivering.pass(3 * minute);
    expect(await lettersLeft(delivering)).toBe(0);
    expect(await sumOf(delivering)).toEqual([1, 0, 0, 0, 1]);
    delivering.world.receiver('siem').answer = delivered;
    await delivering.pass(10 * minute);
    expect(await sumOf(delivering)).toEqual([1, 1, 0, 0, 0]);
  });

  it('refuses a version older than the one delivered, says which and when, and sends it when forced', async () => {
    const delivering = at();
    const [key = ''] = await dead(delivering, versionOf(1, 1));
    await delivering.collect(versionOf(1, 9));
    const { code, out } = await replay(delivering, key);
    expect(code).toBe(1);
    expect(out).toContain('1 event not sent:');
    expect(out).toContain(
      'siem has a newer version of it, last updated 2026-11-20T08:00:09.0000000Z, delivered 2026-11-20 08:00:00 UTC (now). ' +
        'To send this older one all the same: --force',
    );
    await delivering.pass(30 * second);
    expect(numbersOf(1, delivering.world.receiver('siem').events)).toEqual([9]);

    expect((await replay(delivering, key, '--force')).out).toContain('although it is not the newest there');
    await delivering.pass(30 * second);
    expect(numbersOf(1, delivering.world.receiver('siem').events)).toEqual([9, 1]);
    expect(await sumOf(delivering)).toEqual([2, 2, 0, 0, 0]);
    expect(await lettersLeft(delivering)).toBe(0);
  });

  it('replays all of a destination, or of one tenant there, and with --dry-run nothing at all', async () => {
    const delivering = at();
    await dead(delivering, versionOf(1, 1), versionOf(2, 2), versionOf(3, 3));
    const typed = ['--destination', 'siem', '--tenant', 'contoso'];
    expect((await replay(delivering, ...typed, '--dry-run')).out).toContain('3 events would be sent again:');
    expect(await lettersLeft(delivering)).toBe(3);
    expect(await delivering.world.retryQueue.depth()).toBe(0);

    expect((await replay(delivering, '--destination', 'tickets')).out).toContain('There are no such dead letters');
    const { replayed, refused } = await delivering.json('dead-letters', 'replay', ...typed);
    expect([replayed.length, refused]).toEqual([3, []]);
    await delivering.pass(30 * second);
    expect([...delivering.world.receiver('siem').delivered].sort()).toEqual(['1', '2', '3']);
  });

  it('sends to another destination, whose sum still adds up, unless that has it already', async () => {
    const delivering = at();
    delivering.world.receiver('tickets').filter = '{"minimumSeverity":"high","statuses":["open"]}';
    const [key = ''] = await dead(delivering, versionOf(1, 1));
    expect((await replay(delivering, key, '--to', 'tickets')).out).toContain('The filter of tickets kept it out');
    delivering.world.receiver('tickets').filter = '';
    delivering.world.receivers.add('archive');
    await delivering.pass(20 * second);
    expect((await replay(delivering, key, '--to', 'archive')).out).toContain(`${key}  incident 1 of Contoso → archive`);
    await delivering.pass(30 * second);
    expect(delivering.world.receiver('archive').delivered).toEqual(['1']);
    expect(await sumOf(delivering, 'archive')).toEqual([1, 1, 0, 0, 0]);
    expect(await sumOf(delivering)).toEqual([1, 0, 0, 1, 0]);
    expect((await replay(delivering, key, '--to', 'nowhere')).err).toContain(
      'There is no destination "nowhere". There are: archive, siem, tickets.',
    );
  });

  it('says why a letter of a destination that was removed stays', async () => {
    const delivering = at();
    const [key = ''] = await dead(delivering, versionOf(1, 1));
    delivering.world.receivers.remove('siem');
    delivering.world.clock.advance(minute);
    const { code, out } = await replay(delivering, key);
    expect([code, out]).toEqual([1, expect.stringContaining('There is no destination siem. Send it to another: --to')]);
  });
});

describe('what can be replayed', () => {
  const stored = async (
    { rows, container, world, json }: Delivering,
    letter: { content: string; kept: 'event' | 'envelope' | 'text' },
  ) => {
    const isEvent = letter.kept !== 'text';
    const whole = { destination: undefined, reason: 'found', attempts: 0, ...letter };
    const attributes = isEvent ? versionOf(5, 5).attributes : undefined;
    await deadLetters({ table: rows.deadletters, container }).store({ ...whole, attributes }, world.clock.now());
    return (await json('dead-letters', 'list')).letters[0].key as string;
  };
  const { attributes, data } = versionOf(5, 5);

  it('an event without a destination, to the one that is named', async () => {
    const delivering = at();
    const key = await stored(delivering, {
      content: `${JSON.stringify(attributes).slice(0, -1)},"data":${data}}`,
      kept: 'event',
    });
    expect((await replay(delivering, key)).out).toContain('It has no destination. Say which one should get it: --to');
    expect((await replay(delivering, key, '--to', 'siem')).code).toBe(0);
    await delivering.pass(30 * second);
    expect(delivering.world.receiver('siem').delivered).toEqual(['5']);
    expect(await sumOf(delivering)).toEqual([1, 1, 0, 0, 0]);
  });

  it('no text', async () => {
    const delivering = at();
    const key = await stored(delivering, { content: 'hello', kept: 'text' });
    const { code, out } = await replay(delivering, key, '--to', 'siem');
    expect([code, out]).toEqual([1, expect.stringContaining("What was kept isn't an event")]);
  });

  it('an envelope, once its payload is back', async () => {
    const delivering = at();
    const hash = await delivering.desk.payloads.write(tenant, data);
    delivering.world.payloadBlobs.blobs.clear();
    const content = `${JSON.stringify(attributes).slice(0, -1)},"dataref":"payloads/${tenant}/${hash}"}`;
    const key = await stored(delivering, { content, kept: 'envelope' });
    const lost = await replay(delivering, key, '--to', 'siem');
    expect([lost.code, lost.out]).toEqual([1, expect.stringContaining('Only its envelope was kept. The payload')]);
    await delivering.desk.payloads.write(tenant, data);
    expect((await replay(delivering, key, '--to', 'siem')).code).toBe(0);
    await delivering.pass(30 * second);
    expect(delivering.world.receiver('siem').events.map((event) => event.data)).toEqual([data]);
  });
});

it.each([[[]], [['siem/1', '--all']], [['--all', '--destination', 'siem']], [['siem/1', '--tenant', 'Contoso']]])(
  'refuses %j',
  async (typed) => {
    expect((await replay(at(), ...typed)).code).toBe(2);
  },
);
