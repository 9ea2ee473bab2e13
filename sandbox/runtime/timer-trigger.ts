import type { RuntimeClock } from './clock';
import type { RpcTypedData } from './core-contract';
import type { Schedule } from './schedule';

/** When a timer last ran and will run next, in milliseconds since the Unix epoch. */
export interface ScheduleStatus {
  readonly last: number | undefined;
  readonly next: number;
  readonly lastUpdated: number | undefined;
}

export interface TimerTrigger {
  /** No tick after this; a run under way goes on. */
  stop(): void;
}

/** Timers of the platform end at 2^31 - 1 ms; the host cuts longer periods into pieces as well. */
const longestWaitMs = 24 * 24 * 3600_000;

/**
 * Runs `run` by its schedule. A run never overlaps the one before: ticks missed meanwhile collapse into one run right
 * after it. `run` may reject; the schedule goes on.
 */
export function startTimer(
  clock: RuntimeClock,
  schedule: Schedule,
  run: (status: ScheduleStatus) => Promise<void>,
  runOnStartup = false,
): TimerTrigger {
  let stopped = false;
  let cancel = () => {};
  let status: ScheduleStatus = { last: undefined, next: schedule(clock.now()), lastUpdated: undefined };

  const wait = () => {
    if (stopped) return;
    const ms = Math.max(0, Math.min(status.next - clock.now(), longestWaitMs));
    cancel = clock.after(ms, () => (clock.now() < status.next ? wait() : tick(status.next)));
  };
  const tick = (due: number) => {
    // A run that starts late counts as the run of every tick up to now.
    const started = Math.max(clock.now(), due);
    const done = () => {
      status = { last: started, next: schedule(started), lastUpdated: clock.now() };
      wait();
    };
    run(status).then(done, done);
  };

  if (runOnStartup) tick(clock.now());
  else wait();
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** The trigger's value as the host sends it: PascalCase JSON, which Microsoft's library turns into a `Timer`. */
export function timerInput(status: ScheduleStatus | undefined): RpcTypedData {
  const instant = (ms: number | undefined) =>
    ms === undefined ? '0001-01-01T00:00:00+00:00' : new Date(ms).toISOString().replace('Z', '+00:00');
  const json = {
    Schedule: { AdjustForDST: true },
    ...(status && {
      ScheduleStatus: {
        Last: instant(status.last),
        Next: instant(status.next),
        LastUpdated: instant(status.lastUpdated),
      },
    }),
    IsPastDue: false,
  };
  return { json: JSON.stringify(json) };
}
