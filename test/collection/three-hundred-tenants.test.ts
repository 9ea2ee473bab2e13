import { expect, it } from 'vitest';
import { collectTenants } from '../../shared/collection/collect-tenants';
import { RelayError } from '../../shared/errors';
import type { HttpSend } from '../../shared/http/http';
import { FakeDefender } from './support/fake-defender';
import { fleet, tenant } from './support/fleet';
import { SimulatedClock } from './support/simulated-clock';
import { day, incident, minute, second, start, tenantId } from './support/world';

const minutes = 6;
const historyOf = 1_200;
const latency = 300;

/** Tenants 1 to 100 are new, with 180 days of history; 101 to 150 fail; 151 is busy; the others are quiet. */
const isNew = (number: number) => number <= 100;
const isFailing = (number: number) => number > 100 && number <= 150;
const busy = 151;

/** The API's own limits: 50 calls a minute and 1,500 an hour for each tenant. */
class Quota {
  private readonly calls: number[] = [];

  refuses(now: number): boolean {
    const within = (ms: number) => this.calls.filter((at) => now - at < ms).length;
    if (within(minute) >= 50 || within(60 * minute) >= 1_500) return true;
    this.calls.push(now);
    return false;
  }
}

it('300 tenants, 100 of them new, 50 failing and one busy: every live incident is queued within two minutes', async () => {
  const clock = new SimulatedClock(start);
  const numbers = Array.from({ length: 300 }, (_, index) => index + 1);
  const apis = new Map(
    numbers.map((number) => [tenantId(number), { number, api: new FakeDefender(clockOf(clock)), quota: new Quota() }]),
  );
  const live = new Map<string, number>();
  const put = (number: number, id: number, ms: number, isLive: boolean) => {
    apis.get(tenantId(number))?.api.put(incident(id, ms));
    if (isLive && !isFailing(number)) live.set(`${tenantId(number)}/${id}`, ms);
  };
  for (const number of numbers.filter(isNew)) {
    for (let id = 1; id <= historyOf; id += 1) put(number, id, start - ((id * 179) / historyOf) * day, false);
  }
  for (let id = 1; id <= 5_000; id += 1) put(busy, id, start - id * ((15 * minute) / 5_000), false);
  for (const number of numbers) {
    for (let at = 0; at < minutes - 2; at += 1)
      put(number, 10_000 + at, start + at * minute + (number % 60) * second, true);
  }
  for (let at = 0; at < (minutes - 2) * 60; at += 1) put(busy, 20_000 + at, start + at * second, true);

  let refused = 0;
  const http: HttpSend = async (request) => {
    const known = apis.get(new URL(request.url).pathname.split('/')[1] as string);
    if (!known) throw new Error('unknown tenant');
    const { number, api, quota } = known;
    if (isFailing(number) && number % 2 === 0) {
      await clock.sleep(request.timeoutMs);
      throw new RelayError('network_failed', 'It did not answer.');
    }
    await clock.sleep(latency);
    if (isFailing(number)) return api.answer(403, { error: { message: 'Missing application roles.' } });
    if (!quota.refuses(clock.now())) return api.send(request);
    refused += 1;
    return api.answer(429, {}, { 'retry-after': '20' });
  };

  const tenants = numbers.map((number) => tenant(tenantId(number), { lookbackMs: 180 * day }));
  const queuedAt = new Map<string, number>();
  let sent = 0;
  const { collector } = fleet({
    clock,
    http,
    tenants,
    changes: {
      concurrency: 32,
      put: async ({ attributes }) => {
        sent += 1;
        const key = `${attributes.tenantid}/${attributes.subject}`;
        if (!queuedAt.has(key)) queuedAt.set(key, clock.now());
      },
    },
  });
  for (let at = 0; at < minutes; at += 1) {
    await clock.run(collectTenants(collector));
    const next = start + (at + 1) * minute;
    if (clock.now() < next) await clock.run(clock.sleep(next - clock.now()));
  }

  const late = [...live].filter(
    ([key, visible]) => (queuedAt.get(key) ?? Number.POSITIVE_INFINITY) - visible > 2 * minute,
  );
  expect(late).toEqual([]);
  expect(live.size).toBeGreaterThan(1_000);
  // The histories came along, within the quota, and nothing came twice.
  expect(sent).toBe(queuedAt.size);
  expect(sent).toBeGreaterThan(100 * historyOf);
  // Our windows are fixed and the API's slide, so the busy tenant may meet its limit once in a while; it waits, and goes on.
  expect(refused).toBeLessThanOrEqual(3);
}, 120_000);

function clockOf(clock: SimulatedClock) {
  return { now: () => clock.now() };
}
