import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import type { CollectedEvent } from '../../shared/events/event';
import { tenant } from './support/fleet';
import { hour, incident, minute, start, tenantId, world } from './support/world';

const down = new RelayError('storage_failed', 'Queue incidents: putting a message failed (503).');
const tooLarge = new RelayError('record_too_large', 'Its attributes take more than a message holds.');

/** A world whose queue refuses what `refuses` says. */
function refusing(refuses: (event: CollectedEvent) => RelayError | undefined, parts: Parameters<typeof world>[0] = {}) {
  const made = world(parts);
  const put = made.collector.put;
  const refusal = { now: refuses as ((event: CollectedEvent) => RelayError | undefined) | undefined };
  Object.assign(made.collector, {
    put: async (event: CollectedEvent) => {
      const fault = refusal.now?.(event);
      if (fault) throw fault;
      await put(event);
    },
  });
  return { ...made, refusal };
}

describe('one record that cannot be stored', () => {
  it.each([
    ['too large', tooLarge],
    ['refused by storage', down],
  ])('%s is dead-lettered whole, while the others of its page go on', async (_name, fault) => {
    const { api, run, sentOf, kept, log, row } = refusing((event) =>
      event.attributes.subject === '2' ? fault : undefined,
    );
    for (const id of [1, 2, 3]) api().put(incident(id, start - id * minute));
    expect(await run()).toMatchObject({ failed: 0 });
    expect(sentOf().sort()).toEqual([1, 3]);
    expect(kept.map(({ event, reason }) => [event.attributes.subject, reason])).toEqual([['2', fault.message]]);
    expect(JSON.parse(kept[0]?.event.data ?? '')).toMatchObject({ incidentId: 2 });
    expect(log('record.dead-lettered')).toMatchObject([{ tenant: tenantId(1), record: '2' }]);
    expect(row()).toMatchObject({ state: 'ok' });
  });

  it('alone on its page because it is too large is dead-lettered, once', async () => {
    const { api, minutes, kept } = refusing(() => tooLarge);
    api().put(incident(1, start - minute));
    await minutes(30);
    expect(kept).toHaveLength(1);
  });
});

describe('a record that breaks what handles it', () => {
  const secret = 'the record says this';
  const bug = () => Promise.reject(new SyntaxError(`Unexpected token in ${secret}`));
  const refusing1 = (made: ReturnType<typeof world>) => {
    const { put } = made.collector;
    const breaks = (event: CollectedEvent) => (event.attributes.subject === '1' ? bug() : put(event));
    Object.assign(made.collector, { put: breaks });
    return made;
  };

  it('is dead-lettered whole, while the others of its page go on; what it says stays out of the log', async () => {
    const { api, run, sentOf, kept, logged } = refusing1(world());
    for (const id of [1, 2]) api().put(incident(id, start - id * minute));
    await run();
    expect(sentOf()).toEqual([2]);
    expect(kept.map(({ event }) => event.attributes.subject)).toEqual(['1']);
    expect(JSON.stringify([logged, kept.map(({ reason }) => reason)])).not.toContain(secret);
  });

  it('alone on its page waits until something else is stored, and its source goes on', async () => {
    const { api, minutes, sentOf, kept, clock } = refusing1(world({ size: 2 }));
    api().put(incident(1, start - minute));
    await minutes(2);
    expect(kept).toEqual([]);
    api(2).put(incident(3, clock.now()));
    await minutes(2);
    expect([kept.length, sentOf(2)]).toEqual([1, [3]]);
    api().put(incident(2, clock.now()));
    await minutes(2);
    expect(sentOf()).toEqual([2]);
  });
});

describe('a record that storage refuses, alone on its page', () => {
  const alone = { size: 4, changes: { concurrency: 1 } };
  const refusesFirst = (event: CollectedEvent) => (event.attributes.tenantid === tenantId(1) ? down : undefined);

  it("is dead-lettered once another tenant's was stored, and stops nobody", async () => {
    const { api, run, sentOf, kept, log, row } = refusing(refusesFirst, alone);
    for (const number of [1, 2, 3, 4]) api(number).put(incident(number, start - minute));
    await run();
    expect([2, 3, 4].map((number) => sentOf(number))).toEqual([[2], [3], [4]]);
    expect(kept.map(({ event, reason }) => [event.attributes.subject, reason])).toEqual([['1', down.message]]);
    expect(log('collect.stopped')).toEqual([]);
    expect(row(1)).toMatchObject({ state: 'ok' });
  });

  it('in the history is dead-lettered as well, and the rest of the history goes on', async () => {
    const refuses = ({ attributes }: CollectedEvent) => (attributes.subject === '1' ? down : undefined);
    const tenants = [1, 2, 3, 4].map((number) => tenant(tenantId(number), { lookbackMs: 80 * hour }));
    const { api, minutes, sentOf, kept } = refusing(refuses, { ...alone, tenants });
    api(1).put(incident(1, start - 30 * hour));
    api(1).put(incident(2, start - 70 * hour));
    api(3).put(incident(3, start));
    await minutes(3);
    expect(kept).toHaveLength(1);
    expect(sentOf(1)).toEqual([2]);
  });

  it('stops nobody while nothing tells whether storage works: it waits until something does', async () => {
    const { api, minutes, sentOf, kept, clock } = refusing(refusesFirst, alone);
    api(1).put(incident(1, start - minute));
    for (let id = 1; id <= 300; id += 1) api(2).put(incident(id, start - hour - id * minute));
    Object.assign(api(2), { always: () => api(2).answer(200, { value: [] }) });
    await minutes(5);
    for (const number of [2, 3, 4]) expect(api(number).urls.length).toBeGreaterThanOrEqual(5);
    expect(kept).toEqual([]);
    api(3).put(incident(3, clock.now()));
    await minutes(1);
    expect(sentOf(3)).toEqual([3]);
    expect(kept).toHaveLength(1);
  });
});

describe('storage that is down', () => {
  it('stops the run: nothing counts as sent, nobody is blamed, and all of it is sent later', async () => {
    const { api, run, sentOf, log, clock, refusal, kept } = refusing(() => down, {
      size: 6,
      changes: { concurrency: 1 },
    });
    for (const number of [1, 2, 3, 4, 5, 6]) api(number).put(incident(number, start - minute));
    const summary = await run();
    expect(summary).toMatchObject({ sent: 0, failed: 3 });
    expect(api(4).urls).toEqual([]);
    expect(log('collect.stopped')).toMatchObject([{ code: 'storage_failed', reason: down.message }]);
    expect([...log('tenant.attention'), ...kept]).toEqual([]);
    refusal.now = undefined;
    clock.advance(2 * minute);
    await run();
    expect([1, 2, 3, 4, 5, 6].map((number) => sentOf(number))).toEqual([[1], [2], [3], [4], [5], [6]]);
  });

  it('of the queue only, in the middle of a run, fills no dead letters', async () => {
    let puts = 0;
    const { api, run, kept, sentOf, clock, refusal } = refusing(
      () => {
        puts += 1;
        return puts > 4 ? down : undefined;
      },
      { size: 12, changes: { concurrency: 1 } },
    );
    for (let number = 1; number <= 12; number += 1) api(number).put(incident(number, start - minute));
    await run();
    expect(kept).toEqual([]);
    refusal.now = undefined;
    clock.advance(2 * minute);
    await run();
    expect(Array.from({ length: 12 }, (_, index) => sentOf(index + 1)).flat()).toHaveLength(12);
  });

  it('that goes down in the middle of a page, dead letters and all, loses nothing', async () => {
    let puts = 0;
    const { api, run, sentOf, clock, refusal, collector } = refusing(() => {
      puts += 1;
      return puts > 30 ? down : undefined;
    });
    Object.assign(collector, { keep: () => Promise.reject(down) });
    for (let id = 1; id <= 80; id += 1) api().put(incident(id, start - id * 1_000));
    await run();
    expect(sentOf()).toHaveLength(30);
    refusal.now = undefined;
    clock.advance(2 * minute);
    await run();
    expect([...new Set(sentOf())].sort((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
  });

  it('when the checkpoints are to be saved stops the run as well; pages are repeated, not lost', async () => {
    const { api, run, sentOf, clock, checkpoints, log } = world({ size: 5, changes: { concurrency: 1 } });
    for (const number of [1, 2, 3, 4, 5]) api(number).put(incident(number, start - minute));
    checkpoints.beforeSave = ({ claim }) => {
      if (!claim) throw down;
    };
    await run();
    expect([1, 2, 3, 4, 5].map((number) => sentOf(number))).toEqual([[1], [2], [3], [], []]);
    expect(log('collect.stopped')).toHaveLength(1);
    checkpoints.beforeSave = () => {};
    clock.advance(2 * minute);
    await run();
    expect([1, 2, 3, 4, 5].map((number) => sentOf(number))).toEqual([[1, 1], [2, 2], [3, 3], [4], [5]]);
  });
});
