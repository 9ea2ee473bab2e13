import { expect, it } from 'vitest';
import { hour, second } from '../../../shared/duration';
import { deliver, enabled, guarded, readySiem } from './guarded';

const open = (untilMs: number) => ({
  ...enabled,
  circuitSince: '2026-11-20T07:00:00.000Z',
  circuitUntil: new Date(untilMs).toISOString(),
  circuitFailures: 3,
  circuitReason: 'answered 503',
});

/** Lets nobody go on until both instances have read the row: the worst moment to decide by what was read. */
function readTogether({ table }: ReturnType<typeof guarded>): () => void {
  const { get } = table;
  let [readers, open] = [0, () => {}];
  let together = Promise.resolve();
  table.get = async (partitionKey, rowKey) => {
    const row = await get(partitionKey, rowKey);
    readers += 1;
    if (readers === 2) open();
    await together;
    return row;
  };
  return () => {
    readers = 0;
    together = new Promise((resolve) => {
      open = resolve;
    });
  };
}

it('one of them gets it, hundreds of times', async () => {
  const world = guarded(2);
  const nextRound = readTogether(world);
  for (let round = 0; round < 200; round += 1) {
    await world.write(open(world.clock.now()));
    nextRound();
    const admissions = await Promise.all(
      world.instances.flatMap((instance) => [1, 2].map(async () => instance.guard.admit(await readySiem(instance)))),
    );
    expect(admissions.filter(({ kind }) => kind === 'send')).toHaveLength(1);
    world.clock.advance(11 * second);
  }
});

it('an instance that read the row nine seconds ago sends no second probe', async () => {
  const world = guarded(2);
  const [one, other] = world.instances;
  if (!one || !other) throw new Error('no instances');
  await world.write(open(world.clock.now() + 5 * second));
  const old = await readySiem(other);
  world.clock.advance(9 * second);
  expect(await one.guard.admit(await readySiem(one))).toEqual({ kind: 'send' });
  expect(await other.guard.admit(old)).toMatchObject({ kind: 'wait', untilMs: world.clock.now() + 30 * second });
});

it('an instance that does not know yet opens nothing anew and sends no more than its own five', async () => {
  const world = guarded(2);
  const [one, other] = world.instances;
  if (!one || !other) throw new Error('no instances');
  await world.write(enabled);
  world.answer = () => undefined;
  await readySiem(other);
  for (let incident = 0; incident < 50; incident += 1) await deliver(one, incident);
  for (let incident = 0; incident < 50; incident += 1) await deliver(other, incident);
  expect(world.sent).toHaveLength(10);
  expect(world.logged('destination.circuit-open')).toHaveLength(1);
  expect(world.row().circuitFailures).toBe(1);
});

it('a person who edits the row in between keeps the edit, and the probe is still one', async () => {
  const world = guarded(2);
  await world.write(open(world.clock.now()));
  let edits = 0;
  world.table.beforeMerge = async () => {
    edits += 1;
    if (edits <= 2) await world.edit({ filter: `{"minimumSeverity":"${edits === 1 ? 'low' : 'high'}"}` });
  };
  const admissions = await Promise.all(
    world.instances.map(async (instance) => instance.guard.admit(await readySiem(instance))),
  );
  expect(admissions.filter(({ kind }) => kind === 'send')).toHaveLength(1);
  expect(world.row().filter).toBe('{"minimumSeverity":"high"}');
});

it('nothing goes to a destination that a person paused while its circuit was open', async () => {
  const world = guarded();
  await world.write(open(world.clock.now() + hour));
  const old = await readySiem(world.first());
  await world.edit({ status: 'paused', statusReason: 'moving' });
  world.clock.advance(hour);
  expect(await world.first().guard.admit(old)).toMatchObject({ kind: 'wait', reason: 'paused: moving' });
});
