import { describe, expect, it } from 'vitest';
import { PageMemory } from '../../shared/collection/page-memory';
import { RelayError } from '../../shared/errors';
import type { HttpSend } from '../../shared/http/http';
import { newestFirst } from './support/fake-defender';
import { day, hour, incident, minute, second, start, world } from './support/world';

const mebibyte = 1024 * 1024;

/** A world whose incidents are 1 KiB each, but for those named, which no answer may hold. */
function withHuge(huge: readonly number[], parts: Parameters<typeof world>[0] = {}) {
  const made = world(parts);
  const { api } = made;
  const sizes = new Map(huge.map((id) => [id, 40 * mebibyte]));
  api().always = () => {
    const answer = api().answerTo(api().urls.at(-1) as string);
    const { value } = JSON.parse(answer.body.toString()) as { value: { incidentId: number }[] };
    const bytes = value.reduce((sum, { incidentId }) => sum + (sizes.get(incidentId) ?? 1_024), 0);
    if (bytes > 32 * mebibyte)
      throw new RelayError('response_too_large', 'The answer is longer than what is read of it.');
    return answer;
  };
  return { ...made, sizes };
}
const ascending = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a record too large to be read', () => {
  it('that a new tenant shows first takes nothing of its history away', async () => {
    const { api, minutes, sentOf } = withHuge([1]);
    api().put(incident(1, start - minute));
    for (let id = 2; id <= 20; id += 1) api().put(incident(id, start - id * hour));
    await minutes(10);
    expect(ascending(sentOf())).toEqual(upTo(20).slice(1));
  });

  it.each([
    ['created at different times', (id: number) => new Date(start - day - id * second).toISOString()],
    ['created at once', () => new Date(start - day).toISOString()],
  ])('stops none that was updated in the same millisecond, %s', async (_name, createdTime) => {
    const { api, minutes, sentOf, log } = withHuge([1, 77]);
    for (let id = 1; id <= 150; id += 1) api().put(incident(id, start - hour, { createdTime: createdTime(id) }));
    await minutes(30);
    expect(ascending(sentOf())).toEqual(upTo(150).filter((id) => id !== 1 && id !== 77));
    expect(log('record.too-large').length).toBeLessThanOrEqual(2);
  });

  it('stops none where an upper bound is refused', async () => {
    const { api, minutes, sentOf } = withHuge([10]);
    const answer = api().always as () => ReturnType<ReturnType<typeof api>['answer']>;
    api().always = () => {
      const refused = decodeURIComponent(api().urls.at(-1) as string).includes(' lt ');
      return refused ? api().answer(400, { error: { message: 'lt is not supported' } }) : answer();
    };
    for (let id = 1; id <= 40; id += 1) api().put(incident(id, start - id * 7 * minute));
    await minutes(30);
    expect(ascending(sentOf())).toEqual(upTo(40).filter((id) => id !== 10));
  });

  it('dated in the future keeps nothing of today from coming', async () => {
    const { api, minutes, sentOf, clock, row } = withHuge([1], { overlapMs: 0 });
    await minutes(2);
    api().put(incident(1, start + 400 * day, { visibleAt: 0 }));
    for (let id = 2; id <= 60; id += 1) {
      api().put(incident(id, clock.now() - 20 * second));
      await minutes(1);
      expect(sentOf()).toContain(id);
    }
    expect(Date.parse(String(row()?.cursor))).toBeLessThanOrEqual(clock.now());
  });

  it.each([
    ['behind', -hour],
    ['ahead', hour],
  ])("is got over while the app's own clock is %s", async (_name, skew) => {
    const { api, minutes, sentOf, clock, log } = withHuge([1], {
      api: { now: () => clockOf(), order: (incidents) => newestFirst(incidents).reverse() },
    });
    const clockOf = () => clock.now() - skew;
    for (let id = 10; id <= 20; id += 1) api().put(incident(id, clockOf() - id * 10 * minute));
    await minutes(20);
    api().put(incident(1, clockOf() - 20 * second));
    for (let id = 2; id <= 8; id += 1) {
      api().put(incident(id, clockOf() - 10 * second));
      await minutes(1);
      expect(sentOf()).toContain(id);
    }
    await minutes(20);
    expect(ascending(sentOf())).toEqual([...upTo(8).slice(1), ...upTo(20).slice(9)]);
    expect(log('record.too-large')).toHaveLength(1);
  });

  it('is read as soon as it can be, a day later, and reported once a day until then', async () => {
    const { api, minutes, sentOf, clock, log, sizes } = withHuge([1]);
    for (let id = 1; id <= 5; id += 1) api().put(incident(id, start - hour));
    await minutes(40);
    expect(log('record.too-large')).toHaveLength(1);
    clock.advance(day);
    await minutes(40);
    expect(log('record.too-large')).toHaveLength(2);
    sizes.clear();
    clock.advance(day);
    await minutes(10);
    expect(ascending(sentOf())).toEqual(upTo(5));
  });
});

describe('a single record of many megabytes', () => {
  it("that finds no room beside other tenants' pages is asked for again a minute later, not tomorrow", async () => {
    const memory = new PageMemory(8 * mebibyte);
    const made = world({ changes: { memory } });
    const send: HttpSend = async (request) => {
      const answer = await made.api().send(request);
      if (answer.body.includes('incidentId') && request.admit?.(4 * mebibyte) === false)
        throw new RelayError('response_too_large', 'The answer is longer than what is read of it.');
      return answer;
    };
    Object.assign(made.collector, { http: send });
    const { api, run, minutes, row, sentOf, log } = made;
    api().put(incident(1, start - minute));
    const others = memory.hold();
    others.admit(5 * mebibyte);
    await minutes(3);
    expect(row()).toMatchObject({ state: 'failing', reason: expect.stringContaining('no room') });
    others.release();
    await run();
    expect(sentOf()).toEqual([1]);
    expect(log('record.too-large')).toEqual([]);
  });
});
