import { expect, it } from 'vitest';
import { minute, second } from '../../../shared/duration';
import { deliver, enabled, guarded } from './guarded';

const disliked = 13;
const forbidden = { status: 403 };

async function firewalled() {
  const world = guarded();
  await world.write(enabled);
  world.answer = ({ subject }) => (subject === String(disliked) ? forbidden : { status: 202 });
  return world;
}

it('lets that event alone be tried again, and sends it a test event at most once a minute', async () => {
  const world = await firewalled();
  for (let attempt = 0; attempt < 60; attempt += 1) {
    expect(await deliver(world.first(), disliked)).toMatchObject({ kind: 'sent', concern: 'event' });
    world.clock.advance(10 * second);
  }
  expect(world.row()).toEqual(enabled);
  expect(world.sent.filter(({ test }) => test)).toHaveLength(10);
  expect(world.log).toEqual([]);
});

it('goes on with all others meanwhile', async () => {
  const world = await firewalled();
  for (let incident = 1; incident <= 30; incident += 1) {
    const delivered = await deliver(world.first(), incident);
    const kind = incident === disliked ? 'misconfigured' : 'delivered';
    expect(delivered).toMatchObject({ kind: 'sent', outcome: { kind }, concern: 'event' });
  }
  expect(world.row()).toEqual(enabled);
});

it('sends one test event for a burst of the same refusal', async () => {
  const world = await firewalled();
  await Promise.all(Array.from({ length: 100 }, () => deliver(world.first(), disliked)));
  expect(world.sent.filter(({ test }) => test)).toHaveLength(1);
});

it('pauses it when it dislikes three different events and takes none between, though it takes tests', async () => {
  const world = await firewalled();
  world.answer = ({ test }) => (test ? { status: 202 } : forbidden);
  for (const incident of [1, 1, 2, 1, 2]) {
    expect(await deliver(world.first(), incident)).toMatchObject({ concern: 'event' });
  }
  expect(await deliver(world.first(), 3)).toMatchObject({ concern: 'paused' });
  expect(world.row()).toMatchObject({ status: 'paused', statusBy: 'relay' });
  expect(world.row().statusReason).toMatch(/^answered 403: .*3 different events in a row/);
});

it('begins to count anew with every event that it takes', async () => {
  const world = await firewalled();
  for (let round = 0; round < 10; round += 1) {
    world.answer = ({ test }) => (test ? { status: 202 } : forbidden);
    await deliver(world.first(), 10 * round);
    await deliver(world.first(), 10 * round + 1);
    world.answer = () => ({ status: 202 });
    await deliver(world.first(), 10 * round + 2);
    world.clock.advance(minute);
  }
  expect(world.row()).toEqual(enabled);
});

it('takes a test event that could not be judged for no proof', async () => {
  const world = await firewalled();
  world.answer = ({ test }) => (test ? undefined : { status: 404 });
  for (const _attempt of [1, 2, 3, 4]) {
    expect(await deliver(world.first(), 1)).toMatchObject({ concern: 'event' });
    world.clock.advance(minute);
  }
  expect(world.row()).toEqual(enabled);
});
