import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import type { CollectedEvent } from '../../shared/events/event';
import { incident, minute, start, tenantId, world } from './support/world';

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

describe('storage that is down', () => {
  it('stops the run: nothing counts as sent, nobody is blamed, and all of it is sent later', async () => {
    const { api, run, sentOf, log, clock, refusal, kept } = refusing(() => down, {
      size: 5,
      changes: { concurrency: 1 },
    });
    for (const number of [1, 2, 3, 4, 5]) api(number).put(incident(number, start - minute));
    const summary = await run();
    expect(summary).toMatchObject({ sent: 0, failed: 1 });
    expect(api(2).urls).toEqual([]);
    expect(log('collect.stopped')).toMatchObject([{ code: 'storage_failed', reason: down.message }]);
    expect([...log('tenant.attention'), ...kept]).toEqual([]);
    refusal.now = undefined;
    clock.advance(2 * minute);
    await run();
    expect([1, 2, 3, 4, 5].map((number) => sentOf(number))).toEqual([[1], [2], [3], [4], [5]]);
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

  it('when the checkpoint is to be saved stops the run as well; the page is repeated, not lost', async () => {
    const { api, run, sentOf, clock, checkpoints, log } = world({ size: 2, changes: { concurrency: 1 } });
    for (const number of [1, 2]) api(number).put(incident(number, start - minute));
    let saves = 0;
    checkpoints.beforeSave = () => {
      saves += 1;
      // The claim goes through, the save after the send doesn't.
      if (saves === 2) throw down;
    };
    await run();
    expect([sentOf(1), sentOf(2)]).toEqual([[1], []]);
    expect(log('collect.stopped')).toHaveLength(1);
    clock.advance(2 * minute);
    await run();
    expect([sentOf(1), sentOf(2)]).toEqual([[1, 1], [2]]);
  });
});
