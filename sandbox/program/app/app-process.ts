import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { processEnvironment } from '../../runtime/environment';

export interface AppProcessOptions {
  /** The built sandbox; `__runtime` makes it the local Functions runtime. */
  readonly program: string;
  readonly appDir: string;
  readonly settings: Readonly<Record<string, string>>;
  /** How often an idle queue is asked at least; host.json decides by default. */
  readonly maxPollingIntervalMs?: number;
  /** What the functions log, line by line. */
  readonly onOutput: (line: string) => void;
  /** What the runtime complains about. */
  readonly onComplaint: (line: string) => void;
}

/** The function app, running from its build in a process of its own. */
export interface AppProcess {
  /** Resolves when it is gone, to what ended it in words. */
  readonly ended: Promise<string>;
  /** Lets running invocations end, for a few seconds at most. */
  stop(): Promise<void>;
  kill(): void;
}

const stopGraceMs = 5_000;

/** What a program needs of the machine. Settings of the person's own Azure mustn't reach an app that is only played with. */
const inherited = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/** Resolves once the app has registered its functions; rejects with what it said when it doesn't start. */
export async function startAppProcess(options: AppProcessOptions): Promise<AppProcess> {
  const { program, appDir, maxPollingIntervalMs: polling } = options;
  const args = ['__runtime', '--app-dir', appDir];
  if (polling !== undefined) args.push('--max-polling-interval-ms', String(polling));
  const child = spawn(process.execPath, [program, ...args], {
    env: environmentOf(options),
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C reaches a terminal's whole process group; this one is stopped in its turn, when nothing needs it any more.
    detached: true,
    windowsHide: true,
  });
  const ended = once(child, 'exit').then(([code, signal]) => (signal ? `signal ${signal}` : `exit code ${code}`));
  await untilReady(child, ended, options);
  return {
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
      await ended;
      clearTimeout(insist);
    },
    kill: () => child.kill('SIGKILL'),
  };
}

function environmentOf({ settings }: AppProcessOptions): Record<string, string> {
  const own = processEnvironment();
  const kept = inherited.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]]));
  return { ...Object.fromEntries(kept), ...settings };
}

const readyLine = z.object({ ready: z.literal(true) });

function untilReady(
  child: ChildProcessWithoutNullStreams,
  ended: Promise<string>,
  { onOutput, onComplaint }: AppProcessOptions,
): Promise<void> {
  const complaints: string[] = [];
  let ready = false;
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (ready) onComplaint(line);
    else complaints.push(line);
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (ready || !isReady(line)) return onOutput(line);
      ready = true;
      complaints.forEach(onComplaint);
      resolve();
    });
    const failed = (how: string) =>
      reject(new Error(`The function app didn't start (${how}).\n${complaints.join('\n')}`.trimEnd()));
    // 'close' follows when the last output has been read.
    child.once('close', () => void ended.then(failed));
    child.once('error', (error) => failed(error.message));
  });
}

function isReady(line: string): boolean {
  try {
    return readyLine.safeParse(JSON.parse(line)).success;
  } catch {
    return false;
  }
}
