/**
 * A thin local stand-in for the Azure Functions host and its Node.js worker. It runs a *built* app directory
 * (package.json with `main`, host.json): the app's own registrations go through Microsoft's own `@azure/functions`
 * code, because this supplies `@azure/functions-core`, the part that exists only inside Microsoft's worker.
 *
 * Imitated: timers, storage queue triggers with lease, dequeue count and poison queue, HTTP triggers, hooks, the
 * admin endpoint that runs a function by hand, `%SETTING%` in schedules, queue names and routes.
 *
 * Not imitated:
 * - scale: one instance, one process; no singleton lock of the timers, no scale controller, no dynamic concurrency
 * - `functionTimeout`, the retry policies of timers, and `AzureWebJobs.<name>.Disabled`
 * - timers: `isPastDue` is always false and nothing is remembered between two starts (`useMonitor` only decides
 *   whether `scheduleStatus` is there); TimeSpan schedules and time zones are refused
 * - queues: the random fifth of the polling waits; `metadata.sys`; the way .NET rewrites numbers and dates of the
 *   body's top-level properties in the trigger metadata; bodies that aren't UTF-8
 * - HTTP: keys (`authLevel` lets everybody in, so it listens on 127.0.0.1 only), the limit of 230 seconds, streams,
 *   response cookies, route constraints, CORS, content negotiation, the start page
 * - other triggers, input bindings and output bindings (refused at the start), a glob in `main`, `local.settings.json`
 * - logging settings of host.json: every line is handed on
 * - storage faults that would end the host's process: here they are logged, and the poll goes on
 */
import { resolve } from 'node:path';
import { type App, startApp } from './app';
import { type RuntimeClock, systemClock } from './clock';
import type { RpcTypedData } from './core-contract';
import { applyEnvironment, type Environment, processEnvironment } from './environment';
import { type HostSettings, type QueueSettings, readHostJson } from './host-json';
import { startHttp } from './http-trigger';
import { createInvoker } from './invoker';
import type { OnLog } from './log';
import { startQueueTrigger } from './queue-trigger';
import { StartError } from './start-error';
import { readTrigger } from './triggers';
import { drain, httpFunctions, invokeByHand, queueWork, startTimers, type WiredFunction } from './wiring';

export type { RuntimeClock } from './clock';
export type { RpcTypedData } from './core-contract';
export type { LogEntry, OnLog } from './log';
export { StartError } from './start-error';

export interface RuntimeOptions {
  /** Directory with package.json and host.json. */
  readonly appDir: string;
  readonly onLog: OnLog;
  /** Added to the environment of this process while the app runs. */
  readonly env?: Readonly<Record<string, string>>;
  /** For timers and durations; the system's by default. Queues always use real time: the storage does. */
  readonly clock?: RuntimeClock;
  /** Instead of what host.json (and the host's fixed lease of ten minutes) says; the storage counts whole seconds. */
  readonly queue?: Partial<Pick<QueueSettings, 'leaseMs' | 'maxPollingIntervalMs' | 'visibilityTimeoutMs'>>;
  /** `manual`: timers run only through `invoke`. Default `schedule`. */
  readonly timers?: 'schedule' | 'manual';
  /** 0, the default, takes a free port. */
  readonly httpPort?: number;
}

export interface Runtime {
  /** Names of the registered functions, in the order of registration. */
  readonly functions: readonly string[];
  readonly httpUrl: string;
  /**
   * Runs a function by hand, as the host's admin endpoint does: a timer apart from its schedule (it may overlap a
   * scheduled run), a queue function with `input` as the message's text and no metadata.
   *
   * Rejects with what the function threw; answers what it returned, as the worker would send it to the host.
   */
  invoke(name: string, input?: string): Promise<RpcTypedData | undefined>;
  /** Resolves when every queue with a trigger is empty, hidden messages included; rejects after `timeoutMs`. */
  drainQueues(timeoutMs: number): Promise<void>;
  /** No new runs; waits for those under way, then runs the appTerminate hooks. */
  stop(): Promise<void>;
}

/**
 * Starts the app. One runtime a process at a time.
 *
 * Rejects with what the app throws while it starts, or with a StartError.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const appDir = resolve(options.appDir);
  const restoreEnvironment = applyEnvironment(options.env ?? {});
  try {
    const host = readHostJson(appDir);
    const app = await startApp(appDir, options.onLog);
    try {
      return await startTriggers(options, app, host, restoreEnvironment);
    } catch (error) {
      await app.terminate();
      throw error;
    }
  } catch (error) {
    restoreEnvironment();
    throw error;
  }
}

async function startTriggers(
  options: RuntimeOptions,
  app: App,
  host: HostSettings,
  restoreEnvironment: () => void,
): Promise<Runtime> {
  const { onLog, clock = systemClock } = options;
  const environment = processEnvironment();
  const invoker = createInvoker(app, clock.now, onLog);
  const functions = wire(app, host, environment);
  const work = queueWork(functions, { ...host.queues, ...options.queue }, environment, invoker, onLog);
  const find = (name: string) => functions.find((one) => one.name === name);
  const http = await startHttp(options.httpPort ?? 0, httpFunctions(functions, invoker), (name, input) => {
    const found = find(name);
    // The invoker logs a failure, and the caller has its 202.
    if (found) invokeByHand(found, invoker, input).catch(() => undefined);
    return found !== undefined;
  });
  const queues = work.map(startQueueTrigger);
  const timers = options.timers === 'manual' ? [] : startTimers(functions, clock, invoker);
  const stop = async () => {
    for (const timer of timers) timer.stop();
    await Promise.all([http.stop(), ...queues.map((queue) => queue.stop())]);
    await invoker.idle();
    await app.terminate().finally(restoreEnvironment);
  };
  let stopping: Promise<void> | undefined;
  return {
    functions: functions.map(({ name }) => name),
    httpUrl: http.url,
    async invoke(name, input = '') {
      const found = find(name);
      if (found) return await invokeByHand(found, invoker, input);
      throw new StartError(`The app has no function '${name}', only ${functions.map((one) => one.name).join(', ')}.`);
    },
    drainQueues: (timeoutMs) => drain(queues, invoker, timeoutMs),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

function wire(app: App, host: HostSettings, environment: Environment): readonly WiredFunction[] {
  const functions = [...app.functions.values()].map((fn) => {
    const trigger = readTrigger(fn.metadata, host, environment);
    return { name: fn.metadata.name, fn, trigger };
  });
  if (!host.hasExtensionBundle && functions.some(({ trigger }) => trigger.kind === 'queue')) {
    throw new StartError('host.json has no extensionBundle; without it the host refuses queue triggers.');
  }
  return functions;
}
