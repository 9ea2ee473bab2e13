import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { formatInstant, parseInstant, type Ticks, ticksOfMs, ticksPerMs, ticksPerSecond } from '../../shared/instant';
import type { FakeDefender } from './support/fake-defender';
import { replayWorld } from './support/replays';
import { day, hour, incident, second, start } from './support/world';

/** Many records within few milliseconds, and many within one, about the range that is asked for. */
const shapes = fc.record({
  from: fc.integer({ min: 0, max: 9_999_999 }),
  to: fc.integer({ min: 0, max: 9_999_999 }),
  bursts: fc.array(
    fc.record({
      at: fc.integer({ min: -5, max: 605 }),
      ticks: fc.integer({ min: 0, max: 9_999_999 }),
      apart: fc.constantFrom(0n, 1n, 999n, 40_000n, ticksPerSecond),
      copies: fc.integer({ min: 1, max: 220 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

const morning = ticksOfMs(start - 3 * hour);
const rangeOf = ({ from, to }: Pick<Shape, 'from' | 'to'>) => ({
  from: morning + BigInt(from),
  to: morning + 600n * ticksPerSecond + BigInt(to),
});

/** Returns the ids of those that are asked for. */
function put(shape: Shape, api: FakeDefender): number[] {
  const { from, to } = rangeOf(shape);
  const inside: number[] = [];
  let id = 0;
  for (const { at, ticks, apart, copies } of shape.bursts) {
    for (let copy = 0; copy < copies; copy += 1) {
      id += 1;
      const updated = morning + BigInt(at) * ticksPerSecond + BigInt(ticks) + apart * BigInt(copy);
      const createdTime = formatInstant(updated - BigInt(copy % 7) * 20_000n);
      api.put(incident(id, 0, { lastUpdateTime: formatInstant(updated), createdTime }));
      if (updated >= from && updated < to) inside.push(id);
    }
  }
  return inside;
}

/** The bounds as an API sees them that keeps fewer digits. */
function rounded(url: string, grain: Ticks, up: boolean): string {
  return decodeURIComponent(url).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (text) => {
    const ticks = parseInstant(text) as Ticks;
    return formatInstant(((ticks + (up ? grain / 2n : 0n)) / grain) * grain);
  });
}

describe('a replay sends exactly what was last updated in its range, each version once', () => {
  it.each([
    ['by an API that honours every digit', undefined, false],
    ['by one that cuts bounds to milliseconds', ticksPerMs, false],
    ['by one that cuts bounds to seconds', ticksPerSecond, false],
    ['by one that rounds bounds to seconds', ticksPerSecond, true],
  ])('%s', async (_name, grain, up) => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const { api, replay, subjects } = replayWorld();
        const expected = put(shape, api());
        if (grain) api().always = () => api().answerTo(rounded(api().urls.at(-1) as string, grain, up));
        const ended = await replay(rangeOf(shape));
        expect(ended).toMatchObject({ found: { versions: expected.length, refused: [] }, tooLarge: [] });
        expect([ended.fault, ended.remaining]).toEqual([undefined, undefined]);
        expect(subjects()).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  });

  it.each([
    ['cuts', false],
    ['rounds', true],
  ])('also at its ends, by one that %s bounds to seconds', async (_name, up) => {
    const { api, replay, subjects } = replayWorld();
    api().always = () => api().answerTo(rounded(api().urls.at(-1) as string, ticksPerSecond, up));
    for (const [id, ms] of [599, 600, 700, 999, 1_000, 5_399, 5_400].entries())
      api().put(incident(id, start - hour + ms));
    const first = ticksOfMs(start - hour);
    await replay({ from: first + 600n * ticksPerMs, to: first + 5_400n * ticksPerMs });
    expect(subjects()).toEqual([1, 2, 3, 4, 5]);
  });

  it('by one that refuses an upper bound', async () => {
    const { api, replay, subjects } = replayWorld();
    api().always = () => {
      const url = api().urls.at(-1) as string;
      const refused = decodeURIComponent(url).includes(' lt ');
      return refused ? api().answer(400, { error: { message: 'lt is not supported' } }) : api().answerTo(url);
    };
    for (let id = 1; id <= 250; id += 1) api().put(incident(id, start - 3 * hour + id * second));
    const { fault } = await replay({ from: morning + 10n * ticksPerSecond, to: morning + 200n * ticksPerSecond });
    expect(fault).toBeUndefined();
    expect(subjects()).toEqual(Array.from({ length: 190 }, (_, index) => index + 10));
  });

  it('of half a year with little in it, in a few calls', async () => {
    const { api, replay, subjects } = replayWorld();
    for (let id = 1; id <= 3; id += 1) api().put(incident(id, start - id * 50 * day));
    const { calls } = await replay({ from: ticksOfMs(start - 180 * day), to: ticksOfMs(start) });
    expect(subjects()).toEqual([1, 2, 3]);
    expect(calls).toBeLessThan(12);
  });
});

it('a record too large to be read is named by its time, and the others are sent', async () => {
  const { api, replay, subjects } = replayWorld();
  for (let id = 1; id <= 40; id += 1) api().put(incident(id, start - hour + id * second));
  api().always = () => {
    const answer = api().answerTo(api().urls.at(-1) as string);
    if (!answer.body.toString().includes('"incidentId":17,')) return answer;
    throw new RelayError('response_too_large', 'The answer is longer than what is read of it.');
  };
  const { tooLarge, remaining, fault } = await replay({ from: ticksOfMs(start - hour), to: ticksOfMs(start) });
  expect([remaining, fault]).toEqual([undefined, undefined]);
  expect(subjects()).toEqual(Array.from({ length: 40 }, (_, index) => index + 1).filter((id) => id !== 17));
  expect(tooLarge).toHaveLength(1);
  const [{ from, to } = { from: 0n, to: 0n }] = tooLarge;
  const at = ticksOfMs(start - hour + 17 * second);
  expect(from <= at && at < to && to - from <= ticksPerSecond).toBe(true);
});
