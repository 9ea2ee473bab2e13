import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectTenants } from '../../shared/collection/collect-tenants';
import { formatInstant, ticksOfMs } from '../../shared/instant';
import { type FakeClock, fakeClock } from '../support/fake-clock';
import { FakeDefender, type FakeIncident, newestFirst } from './support/fake-defender';
import { fleet, tenant, tenantA, versionsOf } from './support/fleet';

const start = Date.parse('2026-11-21T12:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const orders: Record<string, (incidents: FakeIncident[]) => FakeIncident[]> = {
  newestFirst,
  oldestFirst: (incidents) => newestFirst(incidents).reverse(),
  byId: (incidents) => incidents.sort((a, b) => a.incidentId - b.incidentId),
  scattered: (incidents) =>
    incidents.sort((a, b) => ((a.incidentId * 7_919) % 1_009) - ((b.incidentId * 7_919) % 1_009)),
};

/** Incidents that share timestamps, come in bursts, arrive late, with 0 to 7 fractional digits. */
const groups = fc.array(
  fc.record({
    // Most fall on few instants, so that ties and bursts are common.
    secondsAgo: fc.oneof(
      fc.integer({ min: 0, max: 20 * 60 }),
      fc.integer({ min: 0, max: 82_000 }),
      fc.constantFrom(60, 61, 7_200),
    ),
    fraction: fc.oneof(fc.constant(''), fc.constantFrom('.5', '.0733333', '.29', '.1234567', '.000')),
    copies: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 260 })),
    sameCreation: fc.boolean(),
    lateMinutes: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 14 })),
  }),
  { maxLength: 12 },
);
type Groups = typeof groups extends fc.Arbitrary<infer T> ? T : never;

function incidentsOf(data: Groups): FakeIncident[] {
  let id = 0;
  return data.flatMap(({ secondsAgo, fraction, copies, sameCreation, lateMinutes }) => {
    const updatedMs = start - secondsAgo * 1000;
    const lastUpdateTime = `${new Date(updatedMs).toISOString().slice(0, 19)}${fraction}Z`;
    return Array.from({ length: copies }, (_, index): FakeIncident => {
      id += 1;
      const created = ticksOfMs(updatedMs - minute) + (sameCreation ? 0n : BigInt(index) * 3n);
      return {
        incidentId: id,
        lastUpdateTime,
        createdTime: formatInstant(created),
        visibleAt: updatedMs + lateMinutes * minute,
      };
    });
  });
}

async function drain(run: () => Promise<unknown>, clock: FakeClock, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await run();
    clock.advance(minute);
  }
}

describe('for any data', () => {
  it('sends every version once, whatever the order of answers, ties, bursts and late arrivals', async () => {
    await fc.assert(
      fc.asyncProperty(groups, fc.constantFrom(...Object.keys(orders)), async (shape, order) => {
        const data = incidentsOf(shape);
        const clock = fakeClock(start);
        const api = new FakeDefender({
          now: () => clock.now(),
          order: orders[order] as never,
        });
        for (const incident of data) api.put(incident);
        const { collector, sent } = fleet({ clock, http: api.send });
        await drain(() => collectTenants(collector), clock, 45);
        const expected = data.map((incident) => `${incident.incidentId}@${incident.lastUpdateTime}`);
        expect(versionsOf(sent).sort()).toEqual(expected.sort());
      }),
      { numRuns: 25 },
    );
  });

  it('sends every version that stayed visible while incidents change during the drain', async () => {
    await fc.assert(
      fc.asyncProperty(groups, fc.integer({ min: 1, max: 97 }), async (shape, stride) => {
        const data = incidentsOf(shape);
        const clock = fakeClock(start);
        let calls = 0;
        const api: FakeDefender = new FakeDefender({
          now: () => clock.now(),
          beforeAnswer: () => {
            calls += 1;
            const incident = data[(calls * stride) % Math.max(data.length, 1)];
            if (!incident || calls > 300 || clock.now() > start + 50 * minute) return;
            const lastUpdateTime = formatInstant(ticksOfMs(clock.now()) + BigInt(calls));
            api.put({ ...incident, lastUpdateTime, visibleAt: clock.now() });
          },
        });
        for (const incident of data) api.put(incident);
        const { collector, sent } = fleet({ clock, http: api.send });
        await drain(() => collectTenants(collector), clock, 60);
        const versions = versionsOf(sent);
        expect(new Set(versions).size).toBe(versions.length);
        const last = [...api.incidents.values()].map((incident) => `${incident.incidentId}@${incident.lastUpdateTime}`);
        expect(last.filter((version) => !versions.includes(version))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('repeats at most pages, and loses nothing, when it crashes at any save', async () => {
    await fc.assert(
      fc.asyncProperty(groups, fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }), async (shape, crashes) => {
        const data = incidentsOf(shape);
        const clock = fakeClock(start);
        const api = new FakeDefender({ now: () => clock.now() });
        for (const incident of data) api.put(incident);
        const { collector, checkpoints, sent } = fleet({ clock, http: api.send });
        const crashAt = new Set(crashes);
        let saves = 0;
        checkpoints.beforeSave = () => {
          saves += 1;
          if (crashAt.has(saves)) throw new Error('killed');
        };
        await drain(() => collectTenants(collector).catch(() => {}), clock, 60);
        const expected = data.map((incident) => `${incident.incidentId}@${incident.lastUpdateTime}`);
        const versions = versionsOf(sent);
        expect([...new Set(versions)].sort()).toEqual(expected.sort());
        expect(versions.length - expected.length).toBeLessThanOrEqual(100 * crashes.length);
      }),
      { numRuns: 25 },
    );
  });
});

describe('calls', () => {
  const within = (records: number) => 12 + (4 * records) / 100;

  it.each([
    ['evenly over 180 days', (index: number) => (index * 180 * day) / 3_000, 3_000],
    ['five one-second bursts', (index: number) => Math.floor(index / 1_000) * 30 * day + (index % 1_000), 5_000],
    ['one instant', () => 90 * day, 150],
    [
      'three instants, each a little more than a page',
      (index: number) => (1 + Math.floor(index / 110)) * 40 * day,
      330,
    ],
    ['nothing', () => 0, 0],
    ['one a day', (index: number) => (index + 0.5) * day, 179],
  ])('are at most 12 + 4·N/100 to read a history: %s', async (_name, ageMs, count) => {
    const clock = fakeClock(start);
    const api = new FakeDefender({ now: () => clock.now() });
    for (let id = 1; id <= count; id += 1) {
      const updated = ticksOfMs(start - 20 * minute) - ticksOfMs(ageMs(id - 1) % (179.9 * day));
      const lastUpdateTime = formatInstant(updated);
      api.put({ incidentId: id, lastUpdateTime, createdTime: formatInstant(updated - BigInt(id)), visibleAt: 0 });
    }
    const { collector, sent } = fleet({
      clock,
      http: api.send,
      tenants: [tenant(tenantA, { lookbackMs: 180 * day })],
      overlapMs: 0,
    });
    let minutes = 0;
    for (; sent.length < count && minutes < 60; minutes += 1) await drain(() => collectTenants(collector), clock, 1);
    expect(sent.length).toBe(count);
    expect(api.urls.length - minutes).toBeLessThanOrEqual(within(count));
  });
});
