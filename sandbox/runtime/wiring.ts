import type { RuntimeClock } from './clock';
import type { RpcHttpData, RpcTypedData } from './core-contract';
import type { Environment } from './environment';
import type { QueueSettings } from './host-json';
import type { HttpFunction } from './http-trigger';
import type { InvocationInput } from './invocation';
import type { Invoker } from './invoker';
import type { OnLog } from './log';
import { openQueueService } from './queue-client';
import type { QueueWork } from './queue-processing';
import type { QueueTrigger } from './queue-trigger';
import type { RegisteredFunction } from './registry';
import { startTimer, type TimerTrigger, timerInput } from './timer-trigger';
import type { Trigger } from './triggers';

/** A registered function and what starts it. */
export interface WiredFunction {
  readonly name: string;
  readonly fn: RegisteredFunction;
  readonly trigger: Trigger;
}

/** The schedules of all timers, running. */
export function startTimers(
  functions: readonly WiredFunction[],
  clock: RuntimeClock,
  invoker: Invoker,
): TimerTrigger[] {
  return functions.flatMap(({ fn, trigger }) => {
    if (trigger.kind !== 'timer') return [];
    const run = async (status: Parameters<typeof timerInput>[0]) => {
      const reason = `Timer fired at ${new Date(clock.now()).toISOString()}`;
      await invoker.invoke(fn, reason, { trigger: timerInput(trigger.useMonitor ? status : undefined) });
    };
    return [startTimer(clock, trigger.schedule, run, trigger.runOnStartup)];
  });
}

/** What each queue trigger works on. Throws a StartError when a connection isn't set. */
export function queueWork(
  functions: readonly WiredFunction[],
  settings: QueueSettings,
  environment: Environment,
  invoker: Invoker,
  onLog: OnLog,
): QueueWork[] {
  return functions.flatMap(({ name, fn, trigger }) => {
    if (trigger.kind !== 'queue') return [];
    const { queueName } = trigger;
    const service = openQueueService(environment, trigger.connection, name);
    const run = async (input: InvocationInput) => {
      await invoker.invoke(fn, `New queue message detected on '${queueName}'.`, input);
    };
    const queue = service.getQueueClient(queueName);
    const poison = queueName.endsWith('-poison') ? undefined : service.getQueueClient(`${queueName}-poison`);
    return [{ functionName: name, queue, poison, settings, onLog, run }];
  });
}

/** The HTTP triggers, for the server. */
export function httpFunctions(functions: readonly WiredFunction[], invoker: Invoker): HttpFunction[] {
  return functions.flatMap(({ name, fn, trigger }) => {
    if (trigger.kind !== 'http') return [];
    const run = async (request: RpcHttpData) => {
      const reason = 'This function was programmatically called via the host APIs.';
      return (await invoker.invoke(fn, reason, { trigger: { http: request } }))?.http;
    };
    return [{ name, route: trigger.route, run }];
  });
}

/** Runs a function as the host's admin endpoint does. Rejects with what it threw. */
export function invokeByHand(
  { fn, trigger }: WiredFunction,
  invoker: Invoker,
  input: string,
): Promise<RpcTypedData | undefined> {
  const reason = 'This function was programmatically called via the host APIs.';
  return invoker.invoke(fn, reason, { trigger: inputByHand(trigger, input) });
}

function inputByHand(trigger: Trigger, input: string): RpcTypedData {
  if (trigger.kind === 'timer') return timerInput(undefined);
  if (trigger.kind === 'queue') return { string: input };
  return { http: { method: 'POST', url: 'http://127.0.0.1/', body: { string: input } } };
}

const drainPollMs = 100;

/** Resolves when all queues are empty and nothing runs. */
export async function drain(queues: readonly QueueTrigger[], invoker: Invoker, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const depths = await Promise.all(queues.map((queue) => queue.depth()));
    const left = depths.reduce((sum, depth) => sum + depth, 0);
    if (left === 0 && invoker.running() === 0) return;
    if (Date.now() > until) throw new Error(`${left} messages are still in the queues after ${timeoutMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, drainPollMs));
  }
}
