import { describe, expect, it } from 'vitest';
import { day, minute, start, tenantId } from '../collection/support/world';
import { mebibyte, onTheWay } from '../http/big-bodies';
import { hugeWorld, padded } from './support/huge-world';

const [giant, large] = [3, 20];
const sizes = new Map([
  [giant, 228 * mebibyte],
  [large, 22 * mebibyte],
]);
const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
/** Thirty incidents, one a minute, that fit one page. */
const page = numbers.map((id) => padded(id, start - id * minute, sizes.get(id)));
const allButTheGiant = numbers.filter((id) => id !== giant);

describe("a tenant's page of 250 MB, most of them one incident", () => {
  it('is given up at 32 MB, asked for in pages of 25, 5 and 1, and keeps no other tenant waiting', async () => {
    const { api, run, sentOf, log, memory } = await hugeWorld({ size: 4 });
    api.put(tenantId(1), ...page);
    for (const number of [2, 3, 4]) api.put(tenantId(number), padded(1, start - minute));
    await run();
    for (const number of [2, 3, 4]) expect(sentOf(number)).toEqual([1]);
    const tops = api.answers.flatMap(({ tenant, top }) => (tenant === tenantId(1) ? [top] : []));
    expect([...new Set(tops)]).toEqual([100, 25, 5, 1]);
    expect(log('tenant.attention')).toEqual([]);

    expect(memory.peak).toBeLessThan(34 * mebibyte);
    expect(memory.peak).toBeGreaterThan(31 * mebibyte);
    expect(memory.isFree()).toBe(true);
    const pulled = api.answers.map(({ body }) => body.bytes);
    expect(Math.max(...pulled)).toBeLessThan(32 * mebibyte + onTheWay);
  });

  it('is sent but for that incident, which is reported once and asked for again a day later; what is new goes on', async () => {
    const { api, clock, minutes, sentOf, log, row } = await hugeWorld();
    api.put(tenantId(1), ...page);
    await minutes(3);
    expect(sentOf()).toEqual(allButTheGiant);
    expect(row()).toMatchObject({ state: 'ok' });
    const reported = { tenant: tenantId(1), from: '2026-11-21T11:57:00.0000000Z' };
    expect(log('record.too-large')).toMatchObject([reported]);

    const fresh = [31, 32, 33];
    api.put(tenantId(1), ...fresh.map((id) => padded(id, clock.now() - minute)));
    await minutes(2);
    expect(sentOf()).toEqual([...allButTheGiant, ...fresh]);

    api.shrink(tenantId(1), giant);
    clock.advance(day);
    await minutes(2);
    expect(sentOf()).toEqual([...numbers, ...fresh]);
    expect(log('record.too-large')).toHaveLength(1);
  });
});
