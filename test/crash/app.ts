import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export interface CrashingAppOptions {
  /** The built sandbox, whose `__runtime` is the local Functions runtime. */
  readonly program: string;
  readonly appDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Is told every line of its output. */
  readonly print: (line: string) => void;
}

const readyLine = z.object({ ready: z.literal(true), httpUrl: z.string() });
const mostLines = 40;

/** The function app in a process of its own, whose timers run only by hand. */
export class CrashingApp {
  killed = false;
  readonly ended: Promise<void>;
  readonly #lines: string[] = [];
  readonly #heard = new Set<(line: string) => void>();
  #httpUrl = '';

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly print: (line: string) => void,
  ) {
    this.ended = once(child, 'exit').then(() => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
  }

  /** Rejects with what it printed when it doesn't start. */
  static async start({ program, appDir, env, print }: CrashingAppOptions): Promise<CrashingApp> {
    const args = ['__runtime', '--app-dir', appDir, '--timers', 'manual', '--max-polling-interval-ms', '50'];
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const app = new CrashingApp(child, print);
    const ready = await app.line((line) => parsed(readyLine, line) !== undefined);
    app.#httpUrl = parsed(readyLine, ready ?? '')?.httpUrl ?? '';
    if (!app.#httpUrl) throw new Error(`The app didn't start:\n${app.printed}`);
    return app;
  }

  /** The last lines of its output. */
  get printed(): string {
    return this.#lines.join('\n');
  }

  /** Runs a timer's function by hand, until it logs that event, or the process is dead. Resolves to what it logged. */
  async run(name: string, event: string): Promise<string | undefined> {
    const done = this.line((line) => line.includes(`"event":"${event}"`));
    // The process may die before it answers.
    await fetch(`${this.#httpUrl}/admin/functions/${name}`, { method: 'POST', body: '{}' }).catch(() => undefined);
    return await done;
  }

  kill(): void {
    this.killed = true;
    this.child.kill('SIGKILL');
  }

  /** The next line that fits; undefined once the process is dead. */
  private line(fits: (line: string) => boolean): Promise<string | undefined> {
    return new Promise((resolve) => {
      const hear = (line: string) => {
        if (!fits(line)) return;
        this.#heard.delete(hear);
        resolve(line);
      };
      this.#heard.add(hear);
      void this.ended.then(() => resolve(undefined));
    });
  }

  #hear(line: string): void {
    this.print(line);
    this.#lines.push(line);
    if (this.#lines.length > mostLines) this.#lines.shift();
    for (const hear of [...this.#heard]) hear(line);
  }
}

function parsed<T>(schema: z.ZodType<T>, line: string): T | undefined {
  if (!line.startsWith('{')) return undefined;
  const result = schema.safeParse(JSON.parse(line));
  return result.success ? result.data : undefined;
}
