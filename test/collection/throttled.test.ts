import { describe, expect, it } from 'vitest';
import { hour, incident, minute, second, start, tenantId, world } from './support/world';

const quota = { error: { code: '429', message: 'API calls quota exceeded!' } };

describe('a tenant over its quota', () => {
  it('is parked for as long as the API asks, costs nothing meanwhile, and goes on by itself', async () => {
    const { api, run, clock, row, sentOf, log } = world();
    api().put(incident(1, start - minute));
    api().answers.push(() => api().answer(429, quota, { 'retry-after': '150' }));
    expect(await run()).toMatchObject({ calls: 1, sent: 0, waiting: 1, failed: 0 });
    expect(row()).toMatchObject({ state: 'ok', notBefore: new Date(start + 150 * second).toISOString() });
    for (const wait of [minute, minute, 29 * second]) {
      clock.advance(wait);
      expect(await run()).toMatchObject({ targets: 0, calls: 0 });
    }
    clock.advance(second);
    await run();
    expect(sentOf()).toEqual([1]);
    expect(row()).not.toHaveProperty('notBefore', expect.anything());
    expect(log('tenant.throttled')).toHaveLength(1);
  });

  it('stays parked over a restart: it is in the checkpoint', async () => {
    const { api, run, clock, checkpoints } = world();
    api().answers.push(() => api().answer(429, quota, { 'retry-after': '600' }));
    await run();
    const restarted = world({ clock, checkpoints });
    clock.advance(9 * minute);
    await restarted.run();
    expect(restarted.api().urls).toEqual([]);
    clock.advance(minute);
    await restarted.run();
    expect(restarted.api().urls.length).toBeGreaterThan(0);
  });

  it('waits a minute when the API does not say how long', async () => {
    const { api, run, row } = world();
    api().answers.push(() => api().answer(429, quota, { 'retry-after': 'soon' }));
    await run();
    expect(row()?.notBefore).toBe(new Date(start + minute).toISOString());
  });

  it('loses nothing and repeats nothing when it is throttled in the middle of a drain', async () => {
    const { api, minutes, sentOf } = world();
    for (let id = 1; id <= 1_000; id += 1) api().put(incident(id, start - id * 20 * second));
    for (let call = 0; call < 40; call += 1) {
      if (call % 3 === 2) api().answers.push(() => api().answer(429, quota, { 'retry-after': '70' }));
      else api().answers.push(() => api().answerTo(api().urls.at(-1) as string));
    }
    await minutes(60);
    expect(sentOf().sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });

  it('is not asked for more than 40 owed pages a minute and 1,200 an hour, and live collection goes on', async () => {
    const { api, run, clock, sentOf } = world({ overlapMs: 0 });
    const isOwed = (url: string) => url.includes('%20lt%20');
    const owedPages = () => api().urls.filter(isOwed).length;
    // A history that never ends: every millisecond of it has more than a page.
    api().always = () => {
      const url = api().urls.at(-1) as string;
      if (!isOwed(url)) return api().answerTo(url);
      const [, lastUpdateTime] = /ge (\S+)/.exec(decodeURIComponent(url)) ?? [];
      return api().answer(200, { value: [{ incidentId: 1_000, lastUpdateTime }], '@odata.nextLink': url });
    };
    for (let passed = 0; passed < 35; passed += 1) {
      const before = owedPages();
      await run();
      expect(owedPages() - before).toBeLessThanOrEqual(40);
      clock.advance(minute);
    }
    expect(owedPages()).toBe(1_200);
    api().put(incident(7, clock.now() - second));
    await run();
    expect(sentOf()).toContain(7);
    clock.advance(hour);
    await run();
    expect(owedPages()).toBe(1_240);
  });

  it('does not delay another tenant', async () => {
    const { api, run, sentOf, log } = world({ size: 2, changes: { concurrency: 1 } });
    api(2).put(incident(2, start - minute));
    api(1).always = () => api(1).answer(429, quota, { 'retry-after': '86400' });
    await run();
    expect(sentOf(2)).toEqual([2]);
    expect(log('tenant.throttled')).toMatchObject([{ tenant: tenantId(1) }]);
  });
});
