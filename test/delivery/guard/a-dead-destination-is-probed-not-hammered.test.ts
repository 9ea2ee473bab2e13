import { expect, it } from 'vitest';
import { hour, minute, second } from '../../../shared/duration';
import { type Delivered, deliver, enabled, guarded, type Instance, type Sent } from './guarded';

const down = { status: 503 };

async function dead(instances = 1) {
  const world = guarded(instances);
  await world.write(enabled);
  world.answer = () => down;
  return world;
}

/** Keeps the events of one incident in flight until it is opened. */
function gateFor(incident: string) {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { hold: async ({ subject }: Sent) => (subject === incident ? opened : undefined), open };
}

const isSent = (delivered: Delivered) => delivered.kind === 'sent';
const gapsOf = (instants: readonly number[]) => instants.slice(1).map((at, index) => at - (instants[index] ?? 0));

/** A thousand events, sixteen at a time, as the trigger hands them over. */
async function forwardThousand(instance: Instance): Promise<readonly Delivered[]> {
  const delivered: Delivered[] = [];
  for (let next = 0; next < 1_000; next += 16) {
    const batch = Array.from({ length: Math.min(16, 1_000 - next) }, (_, at) => deliver(instance, next + at));
    delivered.push(...(await Promise.all(batch)));
  }
  return delivered;
}

it('gets of a thousand events only those that were on their way when the fifth failed', async () => {
  const world = await dead();
  const delivered = await forwardThousand(world.first());
  expect(delivered.filter(isSent)).toHaveLength(16);
  const waits = delivered.filter((each) => each.kind === 'wait');
  expect(new Set(waits.map(({ untilMs }) => untilMs - world.clock.now()))).toEqual(new Set([15 * second]));
  expect(waits[0]?.reason).toContain('answered 503');
  expect(world.logged('destination.circuit-open')).toMatchObject([{ level: 'warn', fields: { nextInMs: 15_000 } }]);
  expect(world.row()).toMatchObject({ circuitFailures: 1, circuitReason: 'answered 503' });
  // One write to open it, and no reading for those that wait.
  expect(world.table.calls.merge).toBe(1);
  expect(world.table.calls.get + world.table.calls.list).toBeLessThan(10);
});

it('is probed with one event at a time, less and less often, and never more than every ten minutes', async () => {
  const world = await dead();
  await forwardThousand(world.first());
  world.sent.length = 0;
  const opened = world.clock.now();
  for (let passed = 0; passed < hour; passed += 5 * second) {
    world.clock.advance(5 * second);
    await Promise.all([1, 2, 3, 4].map((incident) => deliver(world.first(), incident)));
  }
  const gaps = gapsOf([opened, ...world.sent.map(({ atMs }) => atMs)]);
  expect(gaps.slice(0, 6)).toEqual([15_000, 30_000, minute, 2 * minute, 5 * minute, 10 * minute]);
  expect(new Set(gaps.slice(6))).toEqual(new Set([10 * minute]));
  // To take each probe, and to note that it failed.
  expect(world.table.calls.merge).toBe(1 + 2 * world.sent.length);
  expect(world.logged('destination.circuit-open')).toHaveLength(1);
});

it('gets everything again as soon as a probe is taken', async () => {
  const world = await dead();
  await forwardThousand(world.first());
  world.clock.advance(15 * second);
  world.answer = () => ({ status: 202 });
  const delivered = [];
  for (let incident = 0; incident < 20; incident += 1) delivered.push(await deliver(world.first(), incident));
  expect(delivered.every(isSent)).toBe(true);
  expect(world.row()).toMatchObject({ circuitUntil: '', circuitReason: '', circuitFailures: 0 });
  expect(world.logged('destination.circuit-closed')).toMatchObject([{ fields: { openMs: 15_000 } }]);
  expect(world.table.calls.merge).toBe(3);
});

it('is up when it rejects the event of a probe: that one is at fault', async () => {
  const world = await dead();
  await forwardThousand(world.first());
  world.clock.advance(15 * second);
  world.answer = () => ({ status: 400 });
  await deliver(world.first(), 1);
  expect(world.row().circuitUntil).toBe('');
});

it('is not down because one event fails again and again, nor when others succeed between', async () => {
  const world = await dead();
  for (let attempt = 0; attempt < 50; attempt += 1) expect(isSent(await deliver(world.first(), 1))).toBe(true);
  world.answer = ({ subject }) => (Number(subject) % 4 === 0 ? { status: 202 } : down);
  for (let incident = 1; incident < 50; incident += 1) {
    expect(isSent(await deliver(world.first(), incident))).toBe(true);
  }
  expect(world.row()).toEqual(enabled);
});

it('is left alone at once, and for as long as it asked', async () => {
  const world = await dead();
  world.answer = () => ({ status: 429, headers: { 'retry-after': '120' } });
  await deliver(world.first(), 1);
  world.clock.advance(2 * minute - 1);
  expect(await deliver(world.first(), 2)).toMatchObject({ kind: 'wait', untilMs: world.clock.now() + 1 });
  world.clock.advance(1);
  expect(isSent(await deliver(world.first(), 2))).toBe(true);
  expect(await deliver(world.first(), 3)).toMatchObject({ kind: 'wait', untilMs: world.clock.now() + 2 * minute });
});

it('is not taken for up by an event that it took before it asked to be left alone', async () => {
  const world = await dead();
  const gate = gateFor('2');
  world.hold = gate.hold;
  world.answer = ({ subject }) =>
    subject === '1' ? { status: 429, headers: { 'retry-after': '60' } } : { status: 202 };
  const taken = deliver(world.first(), 2);
  await deliver(world.first(), 1);
  gate.open();
  expect(await taken).toMatchObject({ outcome: { kind: 'delivered' } });
  expect(await deliver(world.first(), 4)).toMatchObject({ kind: 'wait', untilMs: world.clock.now() + minute });
});

it('is not left alone for longer because of what was on its way when the circuit opened', async () => {
  const world = await dead();
  const gate = gateFor('0');
  world.hold = gate.hold;
  const slow = Array.from({ length: 20 }, () => deliver(world.first(), 0));
  for (const incident of [1, 2, 3, 4, 5]) await deliver(world.first(), incident);
  gate.open();
  expect((await Promise.all(slow)).every(isSent)).toBe(true);
  expect(world.row().circuitFailures).toBe(1);
  expect(world.table.calls.merge).toBe(1);
});

it('gets the next probe when nothing was ever heard of one', async () => {
  const world = await dead();
  await forwardThousand(world.first());
  world.clock.advance(15 * second);
  const gate = gateFor('1');
  world.hold = gate.hold;
  const lost = deliver(world.first(), 1);
  await expect.poll(() => world.sent.length).toBe(17);
  world.clock.advance(30 * second - 1);
  expect(isSent(await deliver(world.first(), 2))).toBe(false);
  world.clock.advance(1);
  expect(isSent(await deliver(world.first(), 2))).toBe(true);
  gate.open();
  await lost;
});
