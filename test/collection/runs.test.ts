import { describe, expect, it } from 'vitest';
import { type HandOver, handOverMessage, parseHandOver } from '../../shared/collection/hand-over';
import { fakeClock } from '../support/fake-clock';
import { hour, incident, minute, second, start, tenantId, world } from './support/world';

describe('more tenants than one instance should collect', () => {
  it('are handed over in batches, the longest unattempted kept; what was handed over is collected exactly', async () => {
    const messages: string[] = [];
    const changes = {
      inlineTenants: 20,
      handOver: async (batch: HandOver) => {
        messages.push(handOverMessage(batch));
      },
    };
    const { run, clock, api, sentOf, log } = world({ size: 150, changes });
    // The last thirty have never been asked; the others were, a while ago.
    await run(Array.from({ length: 120 }, (_, index) => tenantId(index + 1)));
    clock.advance(minute);
    const summary = await run();
    expect(summary).toMatchObject({ targets: 20, handedOver: 130 });
    const batches = messages.map((message) => parseHandOver(JSON.parse(message)).tenants);
    expect(batches.map(({ length }) => length)).toEqual([50, 50, 30]);
    expect(new Set(batches.flat()).size).toBe(130);
    expect(log('collect.handed-over')).toEqual([{ tenants: 130 }]);
    for (let number = 121; number <= 140; number += 1) expect(batches.flat()).not.toContain(tenantId(number));

    const batch = batches[0] as readonly string[];
    for (let number = 1; number <= 150; number += 1) api(number).put(incident(number, clock.now() - second));
    const asked = new Map([...Array(150)].map((_, index) => [tenantId(index + 1), api(index + 1).urls.length]));
    expect(await run(parseHandOver(JSON.parse(messages[0] as string)))).toMatchObject({ targets: 50, handedOver: 0 });
    for (let number = 1; number <= 150; number += 1) {
      const isHandedOver = batch.includes(tenantId(number));
      expect(sentOf(number)).toEqual(isHandedOver ? [number] : []);
      if (!isHandedOver) expect(api(number).urls).toHaveLength(asked.get(tenantId(number)) as number);
    }
  });

  it('are not collected again by the batches that piled up before their turn', async () => {
    const { api, run, clock } = world({ size: 2 });
    for (const number of [1, 2]) api(number).put(incident(number, start - minute));
    const tenants = [tenantId(1), tenantId(2)];
    const piled = [start, start + minute, start + 2 * minute].map((at) => ({ tenants, at }));
    clock.advance(2 * minute + second);
    expect(await run(piled[0])).toMatchObject({ targets: 2 });
    const asked = [api(1).urls.length, api(2).urls.length];
    for (const batch of piled.slice(1)) expect(await run(batch)).toMatchObject({ targets: 0, calls: 0 });
    expect([api(1).urls.length, api(2).urls.length]).toEqual(asked);
  });

  it('are left to a newer batch once theirs is five minutes old', async () => {
    const { api, run, clock } = world();
    const handOver = { tenants: [tenantId(1)], at: clock.now() };
    clock.advance(5 * minute);
    expect(await run(handOver)).toMatchObject({ targets: 0 });
    expect(api().urls).toEqual([]);
    expect(await run({ ...handOver, at: clock.now() })).toMatchObject({ targets: 1 });
  });

  it('a message of the queue tenants that is none of ours says so', () => {
    for (const message of [null, 'x', {}, { tenants: 'all' }, { tenants: [1] }, { tenants: [] }])
      expect(() => parseHandOver(message)).toThrow(expect.objectContaining({ code: 'message_invalid' }));
  });
});

describe('a tenant that failed', () => {
  it('goes last, but has its turn within an hour however many healthy ones fill the runs', async () => {
    const clock = fakeClock(start);
    const advance = (ms: number) => clock.advance(ms);
    const { api, run } = world({
      clock,
      size: 12,
      api: { latencyMs: () => 9 * second, advance },
      changes: { concurrency: 1 },
    });
    api(1).always = () => api(1).answer(503, '');
    for (let passed = 0; passed < 66; passed += 1) {
      for (let number = 2; number <= 12; number += 1) api(number).put(incident(passed * 100 + number, clock.now()));
      const ends = clock.now() + minute;
      await run();
      clock.advance(Math.max(0, ends - clock.now()));
    }
    expect(api(1).urls.length).toBeGreaterThan(1);
  });
});

describe('a run', () => {
  const slow = (size: number, latencyMs: number) => {
    const clock = fakeClock(start);
    const advance = (ms: number) => clock.advance(ms);
    return world({ clock, size, api: { latencyMs: () => latencyMs, advance }, changes: { concurrency: 1 } });
  };

  it('starts no request after 50 seconds, and the next run begins with those who had no turn', async () => {
    const { run, clock, api } = slow(10, 9 * second);
    const first = await run();
    expect(first).toMatchObject({ targets: 10, calls: 6, unfinished: 10 });
    expect(clock.now() - start).toBeLessThan(60 * second);
    const turns = () => Array.from({ length: 10 }, (_, index) => api(index + 1).urls.length);
    expect(turns()).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
    clock.advance(10 * second);
    await run();
    expect(turns().slice(6)).toEqual([1, 1, 1, 1]);
  });

  it("asks every tenant what is new before it reads anybody's history", async () => {
    const { run, sent, api } = world({ size: 5, changes: { concurrency: 1 } });
    for (let id = 1; id <= 300; id += 1) api(1).put(incident(id, start - id * 4 * minute));
    for (const number of [2, 3, 4, 5]) api(number).put(incident(number, start - second));
    await run();
    const firstOf = (id: string) => sent.findIndex(({ attributes }) => attributes.tenantid === id);
    const firstHistory = sent.findIndex(({ attributes }) => Date.parse(attributes.time) < start - 20 * minute);
    expect(firstHistory).toBeGreaterThan(-1);
    for (const number of [2, 3, 4, 5]) expect(firstOf(tenantId(number))).toBeLessThan(firstHistory);
  });

  it('finishes what is new in one tenant before it reads the history of the others', async () => {
    const { run, api } = slow(4, second);
    const order: number[] = [];
    for (const number of [1, 2, 3, 4]) {
      for (let id = 1; id <= 300; id += 1) api(number).put(incident(id, start - hour - id * minute));
      api(number).always = () => {
        order.push(number);
        return api(number).answerTo(api(number).urls.at(-1) as string);
      };
    }
    for (let id = 1_001; id <= 1_250; id += 1) api(4).put(incident(id, start - (id - 1_000) * second));
    await run();
    expect(order.slice(0, 6)).toEqual([1, 2, 3, 4, 4, 4]);
  });

  it('takes turns: one tenant with a long history does not keep the others from theirs', async () => {
    const { run, clock, api, sentOf } = slow(3, 2 * second);
    for (let id = 1; id <= 5_000; id += 1) api(1).put(incident(id, start - 20 * minute - id * 10 * second));
    for (const number of [2, 3]) api(number).put(incident(number, start - 5 * 60 * minute));
    await run();
    expect([sentOf(2), sentOf(3)]).toEqual([[2], [3]]);
    expect(clock.now() - start).toBeLessThan(60 * second);
  });
});
