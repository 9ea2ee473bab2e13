import { describe, expect, it } from 'vitest';
import { fakeClock } from '../support/fake-clock';
import { FakeDefender } from './support/fake-defender';
import { day, hour, incident, minute, start, tenantId, world } from './support/world';

/** A world whose API's clock, by which it dates records too, differs from ours by `skew.ms`. */
function skewed(ms: number) {
  const clock = fakeClock(start);
  const skew = { ms };
  const api = new FakeDefender({ now: () => clock.now() + skew.ms });
  const made = world({ clock, changes: { http: api.send } });
  return { ...made, api, skew, apiNow: () => clock.now() + skew.ms };
}
const sorted = (ids: number[]) => [...ids].sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.each([
  ['an hour ahead of ours', hour],
  ['an hour behind ours', -hour],
  ['a day ahead of ours', day],
  ['a day behind ours', -day],
  ['the same as ours', 0],
])("a new tenant whose API's clock is %s", (_name, ms) => {
  it('loses nothing of its history, and nothing that comes', async () => {
    const { api, minutes, sentOf, apiNow } = skewed(ms);
    const history = 23 * 6;
    for (let id = 1; id <= history; id += 1) api.put(incident(id, apiNow() - id * 10 * minute));
    await minutes(1);
    for (let id = history + 1; id <= history + 30; id += 1) {
      api.put(incident(id, apiNow() - 20_000));
      await minutes(1);
    }
    await minutes(5);
    expect(sorted(sentOf())).toEqual(upTo(history + 30));
  });
});

describe("the API's clock", () => {
  it('is the one the cursor follows, never ours', async () => {
    const { run, row } = skewed(-3 * hour);
    await run();
    expect(row()?.cursor).toBe('2026-11-21T09:00:00.0000000Z');
  });

  it.each([
    ['back by an hour', -hour],
    ['back by ten minutes', -10 * minute],
    ['ahead by an hour', hour],
  ])('may be set %s: nothing is lost', async (_name, jump) => {
    const { api, minutes, sentOf, skew, apiNow, clock } = skewed(0);
    let id = 0;
    const goOn = async (count: number) => {
      for (let passed = 0; passed < count; passed += 1) {
        // Half a minute before the run, by the API's clock as it is set then.
        clock.advance(-minute / 2);
        id += 1;
        api.put(incident(id, apiNow(), { visibleAt: 0 }));
        clock.advance(minute / 2);
        await minutes(1);
      }
    };
    await goOn(30);
    skew.ms = jump;
    await goOn(90);
    await minutes(20);
    expect(sorted([...new Set(sentOf())])).toEqual(upTo(120));
  });

  it('may be wrong by a day for half an hour, while records are dated right: nothing is lost for good', async () => {
    const { api, minutes, sentOf, clock } = world();
    let id = 0;
    const wrong = () => {
      const date = new Date(clock.now() + day).toUTCString();
      const answer = api().answerTo(api().urls.at(-1) as string);
      return { ...answer, headers: { date } };
    };
    for (let passed = 0; passed < 90; passed += 1) {
      api().always = passed >= 20 && passed < 50 ? wrong : undefined;
      id += 1;
      api().put(incident(id, clock.now() - minute / 2));
      await minutes(1);
    }
    await minutes(5);
    expect(sorted([...new Set(sentOf())])).toEqual(upTo(90));
  });
});

describe('records dated in the future', () => {
  it('are sent, and move nothing: what comes today is found today', async () => {
    const { api, minutes, sentOf, row, clock } = world();
    api().put(incident(1, start + 400 * day, { visibleAt: 0 }));
    api().put(incident(2, start, { lastUpdateTime: '9999-12-31T23:59:59.9999999Z' }));
    await minutes(3);
    expect(Date.parse(String(row()?.cursor))).toBeLessThanOrEqual(clock.now());
    api().put(incident(3, clock.now() - minute));
    await minutes(30);
    expect(sorted(sentOf())).toEqual([1, 2, 3]);
  });

  it.each([
    ['all at one instant', () => 0],
    ['apart', (id: number) => id * minute],
  ])(
    '150 of them, %s, are all sent, keep nothing of today from coming, and go on costing little',
    async (_name, apart) => {
      const { api, minutes, sentOf, clock } = world();
      for (let id = 1; id <= 150; id += 1)
        api().put(
          incident(id, start + 30 * day + apart(id), { visibleAt: 0, createdTime: new Date(id).toISOString() }),
        );
      for (let id = 151; id <= 300; id += 1) api().put(incident(id, start - (id - 150) * minute));
      await minutes(5);
      expect(sorted(sentOf())).toEqual(upTo(300));
      for (let id = 301; id <= 330; id += 1) {
        api().put(incident(id, clock.now() - 20_000));
        await minutes(1);
        expect(sentOf()).toContain(id);
      }
      const before = api().urls.length;
      await minutes(60);
      expect((api().urls.length - before) / 60).toBeLessThanOrEqual(5);
      expect(sorted(sentOf())).toEqual(upTo(330));
    },
  );

  it('do not come again when their day has come', async () => {
    const { api, minutes, sentOf, clock } = world();
    api().put(incident(1, start + 2 * day, { visibleAt: 0 }));
    await minutes(5);
    clock.advance(2 * day - 10 * minute);
    await minutes(60);
    expect(sentOf()).toEqual([1]);
    expect(api().urls.at(-1)).toContain(tenantId(1));
  });
});
