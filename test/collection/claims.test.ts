import { describe, expect, it } from 'vitest';
import type { CollectedEvent } from '../../shared/events/event';
import { versionsOf } from './support/fleet';
import { day, hour, incident, minute, second, start, world } from './support/world';

/** Two collectors on the same checkpoints and the same API, as two instances of the app are. */
function pair(owners: [string, string] = ['one', 'other']) {
  const one = world({ changes: { owner: owners[0] } });
  const { clock, checkpoints } = one;
  const other = world({ clock, checkpoints, changes: { owner: owners[1], http: one.collector.http } });
  return { one, other, api: one.api(), clock };
}

describe('two collectors on one checkpoint', () => {
  it('that start together send each version once between them', async () => {
    const { one, other, api, clock } = pair();
    for (let id = 1; id <= 400; id += 1) api.put(incident(id, start - id * minute));
    for (let passed = 0; passed < 40; passed += 1) {
      await Promise.all([one.run(), other.run()]);
      clock.advance(minute);
    }
    const versions = versionsOf([...one.sent, ...other.sent]);
    expect(versions).toHaveLength(400);
    expect(new Set(versions).size).toBe(400);
    expect([...one.log('tenant.claim-lost'), ...other.log('tenant.claim-lost')].length).toBeGreaterThan(0);
  });

  it.each([
    ['of two instances', 'one', 'other'],
    ['of one process: the timer and a batch that was handed over', 'one', 'one'],
  ])('%s: while a page is being sent, the other asks and sends nothing', async (_name, first, second) => {
    const { one, other, api } = pair([first, second]);
    api.put(incident(1, start - minute));
    let during: Promise<unknown> = Promise.resolve();
    const sendSlowly = async (event: CollectedEvent) => {
      one.sent.push(event);
      during = other.run();
      await during;
    };
    Object.assign(one.collector, { put: sendSlowly });
    const before = api.urls.length;
    await one.run();
    expect(await during).toMatchObject({ calls: 0, sent: 0, waiting: 1 });
    expect(other.sent).toEqual([]);
    expect(versionsOf(one.sent)).toHaveLength(1);
    expect(api.urls.length).toBeGreaterThan(before);
  });

  it('a claim of one that died is over after a minute', async () => {
    const { one, other, api, clock } = pair();
    api.put(incident(1, start - minute));
    await new Promise<void>((dies) => {
      const put = () => {
        dies();
        return new Promise(() => {});
      };
      Object.assign(one.collector, { put });
      void one.run();
    });
    clock.advance(59 * second);
    await other.run();
    expect(other.sent).toEqual([]);
    clock.advance(second);
    await other.run();
    expect(other.sentOf()).toEqual([1]);
  });
});

describe('a quiet tenant', () => {
  it('needs no claim, and its row is written at most every five minutes', async () => {
    const { minutes, checkpoints, row, run, clock } = world();
    await minutes(60);
    const saves = checkpoints.saves;
    await minutes(60);
    expect(checkpoints.saves - saves).toBe(12);
    expect(row()?.claimOwner).toBeUndefined();
    expect(Date.parse(String(row()?.lastSuccess))).toBeGreaterThan(clock.now() - 6 * minute);
    expect(await run()).toMatchObject({ calls: 1, sent: 0 });
  });

  it('costs one request a minute, however long it was quiet', async () => {
    const { minutes, api } = world();
    await minutes(60);
    const before = api().urls.length;
    await minutes(60);
    expect(api().urls.length - before).toBe(60);
  });

  it('that was away for a day catches up, live first', async () => {
    const { api, minutes, sentOf, clock } = world();
    await minutes(30);
    clock.advance(day);
    for (let id = 1; id <= 300; id += 1) api().put(incident(id, clock.now() - id * 4 * minute));
    await minutes(1);
    expect(sentOf()).toContain(1);
    await minutes(10);
    expect(sentOf().sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it('gets what arrives late, up to the overlap, exactly once', async () => {
    const { api, minutes, sentOf, clock } = world();
    await minutes(60);
    for (let late = 0; late <= 14; late += 1)
      api().put(incident(late, clock.now() - 30 * second, { visibleAt: clock.now() + late * minute }));
    await minutes(60);
    expect(sentOf().sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, index) => index));
    clock.advance(hour);
    await minutes(10);
    expect(sentOf()).toHaveLength(15);
  });
});
