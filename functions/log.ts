import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import type { Clock } from '../shared/clock';
import { jsonLog, type Log, type LogLevel } from '../shared/telemetry/log';

/**
 * The invocation whose code is running: lines logged through it appear under its function and invocation id in
 * Application Insights, although the services that log them are made once for all.
 */
export const currentInvocation = new AsyncLocalStorage<InvocationContext>();

export function invocationLog(clock: Clock): Log {
  return jsonLog(clock, (level, line) => {
    const context = currentInvocation.getStore();
    if (context) write(context, level, line);
    else console.log(line);
  });
}

function write(context: InvocationContext, level: LogLevel, line: string): void {
  if (level === 'debug') context.debug(line);
  else if (level === 'info') context.info(line);
  else if (level === 'warn') context.warn(line);
  else context.error(line);
}
