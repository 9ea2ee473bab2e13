import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { LogEntry } from './log';
import { type Runtime, type RuntimeOptions, startRuntime } from './runtime';
import { StartError } from './start-error';

/** How long running invocations may take to end once the process was asked to stop. */
const stopGraceMs = 30_000;

/**
 * Runs an app in this process until it is asked to stop. The settings are those of the process's environment.
 *
 * Arguments: `--app-dir <directory>` (default: the working directory), `--http-port <port>` (default: a free one),
 * `--timers schedule|manual`, `--lease-ms`, `--max-polling-interval-ms`, `--visibility-timeout-ms` (host.json decides
 * by default).
 *
 * Standard output has what functions log, each as received, and, when the app has started, one line
 * `{"ready":true,"httpUrl":"…","functions":["…"]}`. Standard error has what host and library say, from warnings up.
 *
 * Stops clean, with exit code 0, on SIGTERM, SIGINT, or when the parent closes the IPC channel or the pipe of standard
 * input, as it does however it dies; exits at once on a second signal. Exits with 1 and the app's own message when the
 * app refuses to start.
 */
export async function runRuntimeProcess(args: readonly string[]): Promise<void> {
  const stopAsked = untilAskedToStop();
  // The parent may be gone: nobody reads what the last invocations log.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  let runtime: Runtime;
  try {
    runtime = await startRuntime({ ...readArguments(args), onLog: print });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  const { httpUrl, functions } = runtime;
  process.stdout.write(`${JSON.stringify({ ready: true, httpUrl, functions })}\n`);
  await stopAsked;
  process.exit(await stopInTime(runtime));
}

/** The exit code: 1 when an invocation didn't end in time or the app failed to end. */
async function stopInTime(runtime: Runtime): Promise<number> {
  const late = setTimeout(() => {
    process.stderr.write(`Invocations were still running after ${stopGraceMs / 1000} seconds; ended without them.\n`);
    process.exit(1);
  }, stopGraceMs);
  try {
    await runtime.stop();
    return 0;
  } catch (error) {
    process.stderr.write(`The app failed to end: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    clearTimeout(late);
  }
}

function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve();
        process.once(signal, () => process.exit(1));
      });
    }
    process.once('disconnect', resolve);
    if (standardInputIsPipe()) process.stdin.once('end', resolve).once('close', resolve).resume();
  });
}

/** A terminal or /dev/null says nothing about the parent. Node's pipes are sockets on Unix. */
function standardInputIsPipe(): boolean {
  try {
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}

function print({ level, category, functionName, message }: LogEntry): void {
  if (category === 'user') {
    process.stdout.write(`${message}\n`);
    return;
  }
  if (!['warning', 'error', 'critical'].includes(level)) return;
  process.stderr.write(`${level}: ${functionName ? `${functionName}: ` : ''}${message}\n`);
}

const numberOptions = ['http-port', 'lease-ms', 'max-polling-interval-ms', 'visibility-timeout-ms'] as const;

function readArguments(args: readonly string[]): Omit<RuntimeOptions, 'onLog'> {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      'app-dir': option,
      timers: option,
      'http-port': option,
      'lease-ms': option,
      'max-polling-interval-ms': option,
      'visibility-timeout-ms': option,
    },
  });
  const number = (name: (typeof numberOptions)[number]) => {
    const text = values[name];
    if (text !== undefined && !/^\d+$/.test(text)) throw new StartError(`--${name} has to be a whole number.`);
    return text === undefined ? undefined : Number(text);
  };
  const { timers } = values;
  if (timers !== undefined && timers !== 'schedule' && timers !== 'manual') {
    throw new StartError('--timers has to be schedule or manual.');
  }
  const [leaseMs, maxPollingIntervalMs] = [number('lease-ms'), number('max-polling-interval-ms')];
  const [visibilityTimeoutMs, httpPort] = [number('visibility-timeout-ms'), number('http-port')];
  return {
    appDir: values['app-dir'] ?? process.cwd(),
    ...(timers && { timers }),
    ...(httpPort !== undefined && { httpPort }),
    queue: {
      ...(leaseMs !== undefined && { leaseMs }),
      ...(maxPollingIntervalMs !== undefined && { maxPollingIntervalMs }),
      ...(visibilityTimeoutMs !== undefined && { visibilityTimeoutMs }),
    },
  };
}
