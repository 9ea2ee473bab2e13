import { describe, expect, it } from 'vitest';
import { startRuntime } from '../../sandbox/runtime/runtime';
import { parseSchedule } from '../../sandbox/runtime/schedule';
import { startTimer } from '../../sandbox/runtime/timer-trigger';
import { fixture, gate, logCollector, manualClock, useHandlers } from './support';

const everyMinute = parseSchedule('0 * * * * *', 'tick');
const minute = 60_000;

describe('a timer', () => {
  it('runs by its schedule until it is stopped', async () => {
    const clock = manualClock('2026-03-01T10:00:30Z');
    const runs: string[] = [];
    const timer = startTimer(clock, everyMinute, async () => void runs.push(new Date(clock.now()).toISOString()));
    await clock.advance(2 * minute);
    timer.stop();
    await clock.advance(5 * minute);
    expect(runs).toEqual(['2026-03-01T10:01:00.000Z', '2026-03-01T10:02:00.000Z']);
  });

  it('never overlaps itself: missed ticks collapse into one run right after', async () => {
    const clock = manualClock('2026-03-01T10:00:30Z');
    const long = gate();
    const starts: string[] = [];
    startTimer(clock, everyMinute, async () => {
      starts.push(new Date(clock.now()).toISOString().slice(11, 19));
      if (starts.length === 1) await long.passed;
    });
    await clock.advance(3 * minute + 15_000);
    expect(starts).toEqual(['10:01:00']);
    long.open();
    await clock.advance(0);
    expect(starts).toEqual(['10:01:00', '10:03:45']);
    await clock.advance(minute);
    expect(starts).toEqual(['10:01:00', '10:03:45', '10:04:00']);
  });

  it('goes on after a run that failed', async () => {
    const clock = manualClock('2026-03-01T10:00:30Z');
    let runs = 0;
    startTimer(clock, everyMinute, async () => {
      runs++;
      throw new Error('broken');
    });
    await clock.advance(3 * minute);
    expect(runs).toBe(3);
  });

  it('waits longer than the platform’s timers can', async () => {
    const clock = manualClock('2026-01-01T00:00:00Z');
    const waits: number[] = [];
    const measured = {
      now: clock.now,
      after: (ms: number, run: () => void) => {
        waits.push(ms);
        return clock.after(ms, run);
      },
    };
    const runs: number[] = [];
    startTimer(measured, parseSchedule('0 0 0 1 7 *', 'tick'), async () => void runs.push(clock.now()));
    await clock.advance(181 * 24 * 60 * minute);
    expect(runs).toEqual([Date.parse('2026-07-01T00:00:00Z')]);
    expect(Math.max(...waits)).toBeLessThan(2 ** 31);
  });

  it('says when it last ran and runs next', async () => {
    const clock = manualClock('2026-03-01T10:00:30Z');
    const seen: (number | undefined)[][] = [];
    startTimer(clock, everyMinute, async ({ last, next }) => void seen.push([last, next]));
    await clock.advance(2 * minute);
    const [first, second] = [Date.parse('2026-03-01T10:01:00Z'), Date.parse('2026-03-01T10:02:00Z')];
    expect(seen).toEqual([
      [undefined, first],
      [first, second],
    ]);
  });
});

describe('the timers of an app', () => {
  const env = { WORK_QUEUE: 'none', TestStorage: 'UseDevelopmentStorage=true', TICK_SCHEDULE: '0 * * * * *' };

  it('hand over a Timer as Microsoft’s library makes it from the host’s JSON', async () => {
    const clock = manualClock('2026-03-01T10:00:30Z');
    const timers: object[] = [];
    useHandlers({ tick: (timer: object) => void timers.push(timer) });
    const runtime = await startRuntime({ appDir: fixture('app'), env, clock, onLog: () => undefined });
    await clock.advance(2 * minute);
    await runtime.stop();
    expect(timers).toEqual([
      {
        schedule: { adjustForDST: true },
        scheduleStatus: {
          last: '0001-01-01T00:00:00+00:00',
          next: '2026-03-01T10:01:00.000+00:00',
          lastUpdated: '0001-01-01T00:00:00+00:00',
        },
        isPastDue: false,
      },
      {
        schedule: { adjustForDST: true },
        scheduleStatus: {
          last: '2026-03-01T10:01:00.000+00:00',
          next: '2026-03-01T10:02:00.000+00:00',
          lastUpdated: '2026-03-01T10:01:00.000+00:00',
        },
        isPastDue: false,
      },
    ]);
  });

  it('run only by hand when asked for, and give back what they threw', async () => {
    const clock = manualClock('2026-03-01T10:00:30Z');
    const log = logCollector();
    let runs = 0;
    useHandlers({
      tick: () => {
        runs++;
        if (runs === 2) throw new Error('no storage');
      },
    });
    const runtime = await startRuntime({ appDir: fixture('app'), env, clock, timers: 'manual', onLog: log.onLog });
    await clock.advance(10 * minute);
    expect(runs).toBe(0);
    await runtime.invoke('tick');
    await expect(runtime.invoke('tick')).rejects.toThrow('no storage');
    await expect(runtime.invoke('tock')).rejects.toThrow("The app has no function 'tock', only tick, work");
    await runtime.stop();
    expect(runs).toBe(2);
    expect(log.entries.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Executed 'Functions.tick' \(Failed, Id=.*\): no storage$/),
    ]);
  });

  it('are waited for when the runtime stops', async () => {
    const clock = manualClock('2026-03-01T10:00:30Z');
    const slow = gate();
    const order: string[] = [];
    useHandlers({
      tick: async () => {
        await slow.passed;
        order.push('tick ended');
      },
      appTerminate: () => void order.push('app terminated'),
    });
    const runtime = await startRuntime({ appDir: fixture('app'), env, clock, onLog: () => undefined });
    await clock.advance(minute);
    const stopped = runtime.stop().then(() => order.push('stopped'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    slow.open();
    await stopped;
    expect(order).toEqual(['tick ended', 'app terminated', 'stopped']);
  });
});
