import { expect, it } from 'vitest';
import { day } from '../../shared/duration';
import { RelayError } from '../../shared/errors';
import { versionOf } from '../delivery/versions';
import { type Delivering, useDelivering } from './delivering';

const at = useDelivering('siem', 'tickets');

async function refused({ world, collect }: Delivering, incident: number): Promise<string> {
  for (const name of ['siem', 'tickets'])
    world.receiver(name).answer = () => ({ kind: 'rejected', reason: 'answered 422' });
  const event = versionOf(incident, incident);
  await collect(event);
  return event.attributes.id;
}

const keysOf = async ({ json }: Delivering): Promise<string[]> =>
  (await json('dead-letters', 'list')).letters.map(({ key }: { key: string }) => key);

it('only shows what it would remove, with exit code 2, until --yes is given; then row and blob are gone', async () => {
  const delivering = at();
  const id = await refused(delivering, 1);
  const key = `siem/${id.slice(0, 10)}`;
  const asked = await delivering.run(['dead-letters', 'drop', key]);
  expect(asked.code).toBe(2);
  expect(asked.err).toMatch(
    /1 dead letter would be removed for good[\s\S]*siem\/\w+ {2}incident 1 of Contoso, died 2026-11-20 08:00:00 UTC[\s\S]*--yes/,
  );
  expect(await keysOf(delivering)).toHaveLength(2);

  const { code, out } = await delivering.run(['dead-letters', 'drop', key, '--yes']);
  expect(code).toBe(0);
  expect(out).toContain('1 dead letter removed');
  expect(await keysOf(delivering)).toEqual([`tickets/${id.slice(0, 10)}`]);
  expect(await delivering.container.read(`siem/${id}`)).toBeUndefined();
  expect(await delivering.container.read(`tickets/${id}`)).toBeDefined();
});

it('removes what died long ago at one destination', async () => {
  const delivering = at();
  const old = await refused(delivering, 1);
  delivering.world.clock.advance(29 * day);
  const young = await refused(delivering, 2);
  delivering.world.clock.advance(1 * day);
  const { dropped } = await delivering.json(
    'dead-letters',
    'drop',
    '--destination',
    'siem',
    '--older-than',
    '30d',
    '--yes',
  );
  expect(dropped.map((each: { eventId: string }) => each.eventId)).toEqual([old]);
  expect((await keysOf(delivering)).sort()).toEqual(
    [`siem/${young.slice(0, 10)}`, `tickets/${old.slice(0, 10)}`, `tickets/${young.slice(0, 10)}`].sort(),
  );
  const again = await delivering.run(['dead-letters', 'drop', '--destination', 'siem', '--older-than', 'P30D']);
  expect(again).toMatchObject({ code: 0, out: 'Nothing was removed: there are no such dead letters.' });
});

it('leaves a letter that was stored anew since it was read', async () => {
  const delivering = at();
  const id = await refused(delivering, 1);
  const letters = {
    ...delivering.desk.letters,
    remove: () => Promise.reject(new RelayError('storage_conflict', 'Somebody else changed it (412)')),
  };
  const { code, out } = await delivering.run(['dead-letters', 'drop', `siem/${id}`, '--yes'], { letters });
  expect(code).toBe(0);
  expect(out).toContain('Nothing was removed');
});

it('stops when storage fails, and says so', async () => {
  const delivering = at();
  await refused(delivering, 1);
  const letters = {
    ...delivering.desk.letters,
    remove: () => Promise.reject(new RelayError('storage_failed', 'Removing a row failed (503)')),
  };
  const typed = ['dead-letters', 'drop', '--destination', 'siem', '--older-than', '0d', '--yes'];
  const { code, out } = await delivering.run(typed, { letters });
  expect(code).toBe(1);
  expect(out).toContain('Stopped, because storage failed; run it again to go on: Removing a row failed (503)');
});

it.each([
  [[], 'name keys, or --destination'],
  [['--destination', 'siem'], 'name keys, or --destination'],
  [['siem/1', '--destination', 'siem'], 'name either keys, or'],
  [['--destination', 'siem', '--older-than', 'long'], 'must be an age such as 30d'],
])('refuses %j', async (typed, message) => {
  const { code, err } = await at().run(['dead-letters', 'drop', ...typed]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
