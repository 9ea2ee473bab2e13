import { randomUUID } from 'node:crypto';
import type { App } from './app';
import type { RpcTypedData } from './core-contract';
import type { InvocationInput } from './invocation';
import type { LogEntry, OnLog } from './log';
import type { RegisteredFunction } from './registry';

/** Runs functions, logs the start and end of each run, and knows what is still running. */
export interface Invoker {
  /** Rejects with what the function threw. */
  invoke(fn: RegisteredFunction, reason: string, input: InvocationInput): Promise<RpcTypedData | undefined>;
  running(): number;
  /** Resolves when nothing is running any more. */
  idle(): Promise<void>;
}

export function createInvoker(app: App, now: () => number, onLog: OnLog): Invoker {
  const runs = new Set<Promise<unknown>>();
  const invoke: Invoker['invoke'] = async (fn, reason, input) => {
    const functionName = fn.metadata.name;
    const invocationId = randomUUID();
    const started = now();
    const say = (level: LogEntry['level'], message: string) =>
      onLog({ level, category: 'host', functionName, invocationId, message });
    const end = (outcome: string) =>
      `Executed 'Functions.${functionName}' (${outcome}, Id=${invocationId}, Duration=${now() - started}ms)`;
    say('information', `Executing 'Functions.${functionName}' (Reason='${reason}', Id=${invocationId})`);
    try {
      const returned = await app.run(fn, invocationId, input);
      say('information', end('Succeeded'));
      return returned;
    } catch (error) {
      say('error', `${end('Failed')}: ${error instanceof Error ? error.message : String(error)}`);
      if (error instanceof Error && error.stack) say('debug', error.stack);
      throw error;
    }
  };
  return {
    invoke(fn, reason, input) {
      const run = invoke(fn, reason, input);
      runs.add(run);
      const forget = () => runs.delete(run);
      run.then(forget, forget);
      return run;
    },
    running: () => runs.size,
    async idle() {
      while (runs.size > 0) await Promise.allSettled(runs);
    },
  };
}
