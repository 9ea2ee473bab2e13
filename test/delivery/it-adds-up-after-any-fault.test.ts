import fc from 'fast-check';
import { expect, it } from 'vitest';
import { waitingOf } from '../../shared/delivery/deliveries/delivery-row';
import { forwardMessage } from '../../shared/delivery/forward';
import { storePoison } from '../../shared/delivery/poison';
import { day, hour, minute, second } from '../../shared/duration';
import { type Fate, unreliable } from './faults';
import { asTriggered, relay } from './relay';
import { versionOf } from './versions';

const names = ['siem', 'soar', 'tickets'] as const;

/** One in `odds` calls fails; half of those after they had their effect. */
function fateOf(seed: number, odds: number): Fate {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const draw = Math.floor(state / 65_536) % (2 * odds);
    if (draw > 1) return 'works';
    return draw === 0 ? 'fails before' : 'fails after';
  };
}

it('each version is delivered, filtered, superseded, dead-lettered or waiting at each destination: once, and it adds up', async () => {
  const incident = fc.integer({ min: 1, max: 4 });
  const scenario = fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    odds: fc.constantFrom(3, 8, 30),
    rounds: fc.array(fc.array(incident, { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
    answers: fc.array(fc.constantFrom('delivered', 'retry', 'rejected', 'misconfigured'), {
      minLength: 1,
      maxLength: 40,
    }),
    filtered: fc.boolean(),
    late: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ seed, odds, rounds, answers, filtered, late }) => {
      const world = relay(...names);
      const { deps, events, queue, retryQueue, receiver, clock, deadTable, deliveriesTo } = world;
      let faulty = true;
      const draw = fateOf(seed, odds);
      const fate: Fate = () => (faulty ? draw() : 'works');
      let unrecorded = 0;
      const shakyDeliveries = unreliable(deps.deliveries, ['claim', 'record'], fate);
      const shaky = {
        ...deps,
        deliveries: {
          ...shakyDeliveries,
          record: async (...args: Parameters<typeof deps.deliveries.record>) => {
            if (args[2].state === 'delivered') unrecorded += 1;
            await shakyDeliveries.record(...args);
            if (args[2].state === 'delivered') unrecorded -= 1;
          },
        },
        events: unreliable(deps.events, ['putAgain'], fate),
        deadLetters: unreliable(deps.deadLetters, ['store'], fate),
      };
      let answered = 0;
      for (const name of names) {
        receiver(name).answer = () => {
          answered += 1;
          const kind = faulty ? (answers[answered % answers.length] ?? 'delivered') : 'delivered';
          return kind === 'delivered' ? { kind } : { kind, reason: '' };
        };
      }
      if (filtered) receiver('soar').filter = '{"statuses":["version 1","version 3"]}';

      const poisoned: unknown[] = [];
      const tries = new Map<string, number>();
      /** As the host does: a message whose handler rejected comes back after 30 seconds, and is poison the fifth time. */
      const forwardAll = async () => {
        for (const message of await queue.receive(30 * second)) {
          const value = asTriggered(message.text);
          const made = (tries.get(message.handle.id) ?? 0) + 1;
          tries.set(message.handle.id, made);
          const failed = await forwardMessage(shaky, value).then(
            () => false,
            () => true,
          );
          if (failed && made >= 5) poisoned.push(value);
          if (!failed || made >= 5) await queue.remove(message);
        }
      };

      const subjects = new Map<string | undefined, string>();
      for (const [round, incidents] of rounds.entries()) {
        const version = late && round % 3 === 2 ? round - 1 : round + 1;
        for (const each of new Set(incidents)) {
          const event = versionOf(each, version);
          subjects.set(event.attributes.id, event.attributes.subject);
          await events.put(event);
        }
        for (let step = 0; step < 4; step += 1) {
          await forwardAll();
          clock.advance(30 * second);
          await world.release();
        }
      }
      faulty = false;
      for (const value of poisoned) await storePoison(deps, value);
      for (let step = 0; step < 30; step += 1) {
        clock.advance(step < 10 ? minute : hour);
        await deps.guard.probePaused(clock.now() + minute);
        await world.release();
        await forwardAll();
      }
      clock.advance(day);

      expect([await queue.depth(), await retryQueue.depth()]).toEqual([0, 0]);
      for (const name of names) {
        const rows = deliveriesTo(name);
        const sum = (key: 'collected' | 'delivered' | 'filtered' | 'superseded' | 'dead') =>
          rows.reduce((total, { counts }) => total + counts[key], 0);
        expect(sum('collected')).toBe(subjects.size);
        expect(rows.reduce((total, { counts }) => total + waitingOf(counts), 0)).toBe(0);
        expect(sum('delivered') + sum('filtered') + sum('superseded') + sum('dead')).toBe(subjects.size);
        const states = rows.flatMap(({ outcomes }) => outcomes.map(({ state }) => state));
        for (const state of ['delivered', 'filtered', 'superseded', 'dead'] as const) {
          expect(states.filter((each) => each === state)).toHaveLength(sum(state));
        }
        // What a row calls delivered has arrived; what it calls dead lies in the dead letters.
        for (const { outcomes } of rows) {
          for (const { state, version } of outcomes) {
            const arrived = receiver(name).events.some(({ attributes }) => attributes.id === version.id);
            const letter = deadTable
              .rows()
              .some((row) => row.partitionKey === name && row.columns.eventId === version.id);
            if (state === 'delivered') expect(arrived).toBe(true);
            if (state === 'dead') expect(letter).toBe(true);
          }
        }
        // Only what was sent and couldn't be recorded comes twice, or lets an older one in between; never at the end.
        for (const { received } of rows) {
          const arrived = receiver(name).events.filter(
            ({ attributes }) => attributes.subject === subjects.get(received?.version.id),
          );
          const numbers = arrived.map(({ data }) => JSON.parse(data).number);
          const inOrder = numbers.every((number, index) => index === 0 || numbers[index - 1] < number);
          if (!inOrder) expect(unrecorded).toBeGreaterThan(0);
          const last = numbers[arrived.findIndex(({ attributes }) => attributes.id === received?.version.id)];
          if (received) expect(numbers.at(-1)).toBeGreaterThanOrEqual(last);
        }
      }
    }),
    { numRuns: 40 },
  );
});
