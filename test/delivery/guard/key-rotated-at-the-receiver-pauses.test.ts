import { expect, it } from 'vitest';
import { pausedByPerson, resumedByPerson } from '../../../shared/destinations/transitions';
import { hour, minute, second } from '../../../shared/duration';
import { sampleEvent } from '../sample-event';
import { deliver, enabled, guarded, readySiem, siemOf } from './guarded';

const later = Number.MAX_SAFE_INTEGER;

async function rotated(instances = 1) {
  const world = guarded(instances);
  await world.write(enabled);
  world.answer = () => ({ status: 401 });
  return world;
}

it('pauses it with the first refusal, because the test event is refused too, and says it once', async () => {
  const world = await rotated();
  const burst = await Promise.all(Array.from({ length: 50 }, (_, at) => deliver(world.first(), at)));
  expect(burst.every((each) => each.kind === 'sent' && each.concern === 'paused')).toBe(true);
  expect(world.row()).toMatchObject({
    ...enabled,
    status: 'paused',
    statusReason: expect.stringContaining('signing secret'),
    statusSince: '2026-11-20T08:00:00.000Z',
    statusBy: 'relay',
  });
  expect(world.logged('destination.attention')).toMatchObject([{ level: 'error', fields: { destination: 'siem' } }]);
  expect(world.table.calls.merge).toBe(1);
});

it('sends nothing more, on another instance after ten seconds at the latest', async () => {
  const world = await rotated(2);
  const [one, other] = world.instances;
  if (!one || !other) throw new Error('no instances');
  await siemOf(other);
  await deliver(one, 1);
  world.clock.advance(10 * second);
  const before = world.sent.length;
  for (let incident = 2; incident < 20; incident += 1) {
    expect(await deliver(one, incident)).toMatchObject({ kind: 'wait' });
    expect(await deliver(other, incident)).toMatchObject({ kind: 'wait' });
  }
  expect(world.sent).toHaveLength(before);
});

it('probes it every 15 minutes and resumes it once the test event is taken', async () => {
  const world = await rotated();
  await deliver(world.first(), 1);
  world.sent.length = 0;
  for (let passed = 0; passed < hour; passed += minute) {
    world.clock.advance(minute);
    await world.first().guard.probePaused(later);
  }
  expect(world.sent.map(({ test }) => test)).toEqual([true, true, true, true]);
  world.answer = () => ({ status: 202 });
  world.clock.advance(15 * minute);
  expect(await world.first().guard.probePaused(later)).toEqual({ probed: 1, resumed: 1 });
  expect(world.row()).toMatchObject({ ...enabled, status: 'enabled', statusReason: '', statusBy: '', probedAt: '' });
  expect(world.logged('destination.recovered')).toMatchObject([{ fields: { pausedMs: 75 * minute } }]);
  expect(await deliver(world.first(), 1)).toMatchObject({ outcome: { kind: 'delivered' } });
});

it('is probed by one instance only, and begins no probe after the deadline', async () => {
  const world = await rotated(3);
  await deliver(world.first(), 1);
  world.sent.length = 0;
  world.clock.advance(15 * minute);
  expect(await world.first().guard.probePaused(world.clock.now())).toEqual({ probed: 0, resumed: 0 });
  const summaries = await Promise.all(world.instances.map(({ guard }) => guard.probePaused(later)));
  expect(summaries.map(({ probed }) => probed).sort()).toEqual([0, 0, 1]);
  expect(world.sent).toHaveLength(1);
});

it('stays paused while the receiver takes no test event for any other reason', async () => {
  const world = await rotated();
  await deliver(world.first(), 1);
  for (const answer of [{ status: 400 }, { status: 503 }, undefined]) {
    world.answer = () => answer;
    world.clock.advance(15 * minute);
    expect(await world.first().guard.probePaused(later)).toEqual({ probed: 1, resumed: 0 });
  }
  expect((await siemOf(world.first()))?.state).toBe('paused');
});

it('is never probed nor resumed when a person paused it, also after the relay had', async () => {
  const world = await rotated();
  await deliver(world.first(), 1);
  await world.first().destinations.change('siem', pausedByPerson('maintenance', world.clock.now()));
  world.answer = () => ({ status: 202 });
  world.sent.length = 0;
  world.clock.advance(24 * hour);
  expect(await world.first().guard.probePaused(later)).toEqual({ probed: 0, resumed: 0 });
  expect(world.sent).toEqual([]);
  expect(await siemOf(world.first())).toMatchObject({ pausedBy: 'person', reason: 'paused: maintenance' });
});

it('is not taken for paused by the relay when a person resumes it by hand, and later pauses it by hand', async () => {
  const world = await rotated();
  await deliver(world.first(), 1);
  await world.edit({ status: 'enabled' });
  world.clock.advance(5 * minute);
  await world.first().guard.probePaused(later);
  await world.edit({ status: 'paused' });
  world.clock.advance(hour);
  expect(await siemOf(world.first())).toMatchObject({ state: 'paused', pausedBy: 'person' });
});

it('believes no check of before once a person has resumed it', async () => {
  const world = await rotated();
  await deliver(world.first(), 1);
  await world.first().destinations.change('siem', resumedByPerson(world.clock.now()));
  world.answer = ({ test }) => (test ? { status: 202 } : { status: 403 });
  expect(await deliver(world.first(), 1)).toMatchObject({ concern: 'event' });
});

it('is not paused for what an event met at an address that was corrected meanwhile', async () => {
  const world = await rotated();
  const before = await readySiem(world.first());
  await world.write({ ...enabled, settings: '{"url":"https://siem.example/right","secret":"key"}' });
  const outcome = await before.destination.send(sampleEvent(1));
  expect(await world.first().guard.learn(before, 'some event', outcome)).toBe('event');
  expect(world.row().status).toBeUndefined();
});
