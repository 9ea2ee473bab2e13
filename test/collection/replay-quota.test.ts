import { expect, it } from 'vitest';
import { collectTenants } from '../../shared/collection/collect-tenants';
import { owedLimits } from '../../shared/collection/quota';
import { replayTarget } from '../../shared/collection/replay/replay-target';
import type { CollectedEvent } from '../../shared/events/event';
import type { HttpSend } from '../../shared/http/http';
import { ticksOfMs } from '../../shared/instant';
import { sources } from '../../shared/sources/registry';
import { FakeDefender } from './support/fake-defender';
import { fleet, tenant } from './support/fleet';
import { SimulatedClock } from './support/simulated-clock';
import { day, hour, incident, minute, second, start, tenantId } from './support/world';

const latency = 400;
const minutes = 12;
const contoso = tenant(tenantId(1), { lookbackMs: 60 * day });
const target = { tenant: contoso, source: sources['defender-xdr'] };

/** The most calls that began within any such span. */
function most(calls: readonly number[], span: number): number {
  return Math.max(0, ...calls.map((at, index) => calls.slice(index).filter((other) => other - at < span).length));
}

/** A new tenant whose history takes the timer longer than the replay takes for the same records. */
async function together() {
  const clock = new SimulatedClock(start);
  const api = new FakeDefender({ now: () => clock.now() });
  const historyOf = 9_000;
  for (let id = 1; id <= historyOf; id += 1) api.put(incident(id, start - day - id * 9 * minute));
  const live = Array.from({ length: minutes * 2 }, (_, index) =>
    incident(100_000 + index, start + index * 30 * second),
  );
  for (const each of live) api.put(each);

  const owedCalls: number[] = [];
  const http: HttpSend = async (request) => {
    const isOwed = / lt /.test(new URL(request.url).searchParams.get('$filter') ?? '');
    if (isOwed) owedCalls.push(clock.now());
    await clock.sleep(latency);
    return api.send(request);
  };
  const arrived = new Map<string, number>();
  const put = async ({ attributes: { subject } }: CollectedEvent) => {
    arrived.set(subject, arrived.get(subject) ?? clock.now());
  };
  const { collector, checkpoints } = fleet({ clock, http, tenants: [contoso], changes: { put } });
  const timer = async () => {
    for (let run = 0; run < minutes; run += 1) {
      await clock.sleep(start + run * minute - clock.now());
      await collectTenants(collector);
    }
  };
  const replayed: string[] = [];
  const events = { put: async ({ attributes }: CollectedEvent) => void replayed.push(attributes.subject) };
  const range = { from: ticksOfMs(start - 30 * day), to: ticksOfMs(start - 2 * day) };
  const order = { ...range, destinations: ['siem'], dryRun: false };
  const replay = async () => {
    await clock.sleep(90 * second);
    const ended = await replayTarget({ collector, events }, target, order, () => {});
    return { ended, at: clock.now() };
  };
  const [, { ended, at }] = await clock.run(Promise.all([timer(), replay()]));
  const expected = [...api.incidents.values()].filter(({ visibleAt }) => {
    return visibleAt >= start - 30 * day && visibleAt < start - 2 * day;
  });
  return { clock, owedCalls, arrived, live, replayed, ended, at, expected, checkpoints };
}

it('a replay and the timer keep to one quota, live incidents come on time, and both get on', async () => {
  const { owedCalls, arrived, live, replayed, ended, at, expected } = await together();
  expect(ended).toMatchObject({ tooLarge: [] });
  expect(ended.fault).toBeUndefined();
  expect(new Set(replayed).size).toBe(expected.length);
  expect(replayed).toHaveLength(expected.length);
  console.log(
    owedCalls.length,
    most(owedCalls, minute),
    most(owedCalls, hour),
    ended.calls,
    (at - start) / minute,
    arrived.size,
  );
  const late = live.map((each) => (arrived.get(String(each.incidentId)) ?? Number.POSITIVE_INFINITY) - each.visibleAt);
  console.log(
    late.filter((ms) => ms > minute + 20 * second).length,
    late.filter((ms) => ms > 2 * minute).length,
    Math.max(...late.slice(0, -4)),
  );
  expect(most(owedCalls, minute)).toBeLessThanOrEqual(owedLimits.perMinute);
  expect(most(owedCalls, hour)).toBeLessThanOrEqual(owedLimits.perHour);
});
