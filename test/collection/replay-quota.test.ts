import { describe, expect, it } from 'vitest';
import { collectTenants } from '../../shared/collection/collect-tenants';
import { neverRead } from '../../shared/collection/progress';
import { afterOwedCalls, callsMade, noCalls, owedLimits } from '../../shared/collection/quota';
import { replayTarget } from '../../shared/collection/replay/replay-target';
import type { CollectedEvent } from '../../shared/events/event';
import type { HttpSend } from '../../shared/http/http';
import { ticksOfMs } from '../../shared/instant';
import { sources } from '../../shared/sources/registry';
import { FakeDefender } from './support/fake-defender';
import { fleet, tenant } from './support/fleet';
import { replayWorld } from './support/replays';
import { SimulatedClock } from './support/simulated-clock';
import { day, hour, incident, minute, second, start, tenantId } from './support/world';

const latency = 400;
const minutes = 8;
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
  const historyOf = 4_000;
  for (let id = 1; id <= historyOf; id += 1) api.put(incident(id, start - day - id * 20 * minute));
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

it('a replay and the timer together keep to one quota, live incidents come on time, and both get on', async () => {
  const { owedCalls, arrived, live, replayed, ended, expected } = await together();
  expect(ended).toMatchObject({ tooLarge: [] });
  expect(ended.fault).toBeUndefined();
  expect(replayed.map(Number).sort()).toEqual(expected.map(({ incidentId }) => incidentId).sort());
  // Both had to wait for each other, or this would prove nothing.
  expect(most(owedCalls, minute)).toBe(owedLimits.perMinute);
  expect(owedCalls.length).toBeGreaterThan(ended.calls + 2 * owedLimits.perMinute);
  const lateness = live.map(
    (each) => (arrived.get(String(each.incidentId)) ?? Number.POSITIVE_INFINITY) - each.visibleAt,
  );
  // The last one comes after the last run.
  expect(Math.max(...lateness.slice(0, -1))).toBeLessThan(2 * minute);
});

describe('of what collection has stored, a replay', () => {
  const range = { from: ticksOfMs(start - hour), to: ticksOfMs(start) };

  it('takes its calls before it makes them, and changes nothing else', async () => {
    const { replay, stored, api, clock, store } = replayWorld();
    const owed = [{ from: ticksOfMs(start - day), to: ticksOfMs(start - hour) }];
    const progress = { marks: [ticksOfMs(start - minute)], owed };
    await store((known) => ({ ...known, progress, collected: 7, lastAttempt: start - minute }));
    const before = await stored();
    let atFirstCall = 0;
    api().answers.push(() => {
      void stored().then((row) => {
        atFirstCall = callsMade(row?.owedCalls ?? noCalls, clock.now()).inMinute;
      });
      return api().answerTo(api().urls.at(-1) as string);
    });
    await replay(range);
    expect(atFirstCall).toBeGreaterThan(0);
    const { owedCalls, ...same } = (await stored()) ?? {};
    const { owedCalls: none, ...others } = before ?? {};
    expect(same).toEqual(others);
    expect(owedCalls).not.toEqual(none);
  });

  it('waits for the calls of the hour that are left to it, and says until when', async () => {
    const { replay, news, store, clock } = replayWorld();
    const used = start - 50 * minute;
    await store((known) => ({ ...known, owedCalls: afterOwedCalls(noCalls, owedLimits.perHour - 100, used) }));
    await replay(range);
    expect(news[0]).toMatchObject({ kind: 'waits', why: 'quota', until: used + hour });
    expect(clock.now()).toBeGreaterThanOrEqual(used + hour);
  });

  it('leaves a row alone that a run has claimed, and goes on when the claim has ended', async () => {
    const { replay, news, store, clock, checkpoints } = replayWorld();
    await store((known) => ({ ...known, claim: { owner: 'the timer', until: start + 20 * second } }));
    const { saves } = checkpoints;
    const saved: number[] = [];
    const save = checkpoints.save.bind(checkpoints);
    checkpoints.save = (...written) => {
      saved.push(clock.now());
      return save(...written);
    };
    expect((await replay(range)).fault).toBeUndefined();
    expect(news.filter((each) => each.kind === 'waits' && each.why === 'busy')).toHaveLength(20);
    expect(saved[0]).toBe(start + 20 * second);
    expect(checkpoints.saves).toBe(saves + saved.length);
  });

  it('heeds what the API asked collection for', async () => {
    const { replay, news, store, clock } = replayWorld();
    await store((known) => ({ ...known, health: { ...known.health, notBefore: start + 2 * minute } }));
    await replay(range);
    expect(news[0]).toEqual({ kind: 'waits', why: 'parked', until: start + 2 * minute });
    expect(clock.now()).toBeGreaterThanOrEqual(start + 2 * minute);
  });

  it('does not wait for the probe of a suspended source, and leaves it as it is', async () => {
    const { replay, stored, store, news } = replayWorld();
    const health = { state: 'suspended', since: start - day, faults: 3, probes: 4, notBefore: start + day } as const;
    await store((known) => ({ ...known, health }));
    expect((await replay(range)).fault).toBeUndefined();
    expect(news.filter(({ kind }) => kind === 'waits')).toEqual([]);
    expect((await stored())?.health).toEqual(health);
  });

  it('begins with the calls where nothing is stored yet', async () => {
    const { replay, stored, run, sentOf, api } = replayWorld();
    api().put(incident(1, start - minute));
    await replay(range);
    expect((await stored())?.progress).toEqual(neverRead);
    await run();
    expect(sentOf()).toEqual([1]);
  });
});
