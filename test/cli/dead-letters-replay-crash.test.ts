import { expect, it } from 'vitest';
import { replayLetter } from '../../shared/delivery/letters/replay';
import { minute, second } from '../../shared/duration';
import { RelayError } from '../../shared/errors';
import { numbersOf, versionOf } from '../delivery/versions';
import { dead, lettersLeft, replay, sumOf } from './dead';
import { useDelivering } from './delivering';

const at = useDelivering('siem', 'tickets');

const failing = () => Promise.reject(new RelayError('storage_failed', 'Storage failed (503)'));

it.each(['put', 'revive', 'remove'] as const)(
  'a crash at %s loses nothing, and the next replay ends it',
  async (step) => {
    const delivering = at();
    const { desk } = delivering;
    const [key = ''] = await dead(delivering, versionOf(1, 1));
    const broken = {
      put: { events: { putAgain: failing } },
      revive: { deliveries: { ...desk.deliveries, revive: failing } },
      remove: { letters: { ...desk.letters, remove: failing } },
    };
    const { code, out } = await delivering.run(['dead-letters', 'replay', key], broken[step]);
    expect([code, out]).toEqual([1, expect.stringContaining('Stopped, because storage failed; run it again to go on')]);
    expect(await lettersLeft(delivering)).toBe(1);
    await delivering.pass(minute);
    const again = await replay(delivering, key);
    await delivering.pass(minute);
    expect(numbersOf(1, delivering.world.receiver('siem').events)).toEqual([1]);
    expect(await sumOf(delivering)).toEqual([1, 1, 0, 0, 0]);
    if (step !== 'remove') return;
    expect(again.out).toContain('siem has this version, delivered');
    expect((await delivering.run(['dead-letters', 'drop', key, '--yes'])).code).toBe(0);
  },
);

it('is not forwarded before the table deliveries knows of it, and its letter stays when that took too long', async () => {
  const delivering = at();
  const { world, desk } = delivering;
  await dead(delivering, versionOf(1, 1));
  const [letter] = await desk.letters.newest({}, 1);
  if (!letter) throw new Error('There is no letter.');
  const slow = {
    ...desk,
    clock: world.clock,
    deliveries: {
      ...desk.deliveries,
      revive: async (...args: Parameters<typeof desk.deliveries.revive>) => {
        await delivering.pass(12 * second, 3 * second);
        await desk.deliveries.revive(...args);
      },
    },
  };
  const order = { names: ['siem'], force: false, dryRun: false };
  expect(await replayLetter(slow, letter, order)).toEqual({ to: 'siem', bypass: false, kept: 'slow' });
  expect(await lettersLeft(delivering)).toBe(1);
  expect(await replayLetter({ ...desk, clock: world.clock }, letter, order)).toEqual({ to: 'siem', bypass: false });
  await delivering.pass(30 * second);
  expect(world.receiver('siem').delivered).toEqual(['1']);
  expect(await sumOf(delivering)).toEqual([1, 1, 0, 0, 0]);
});

it('keeps a letter that was stored anew meanwhile', async () => {
  const delivering = at();
  const [key = ''] = await dead(delivering, versionOf(1, 1));
  const remove = () => Promise.reject(new RelayError('storage_conflict', 'Somebody else changed it (412)'));
  const letters = { ...delivering.desk.letters, remove };
  const { code, out } = await delivering.run(['dead-letters', 'replay', key], { letters });
  expect([code, out]).toEqual([1, expect.stringContaining('Meanwhile somebody stored its letter anew')]);
});
