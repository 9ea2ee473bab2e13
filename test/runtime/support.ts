import { join } from 'node:path';
import type { RuntimeClock } from '../../sandbox/runtime/clock';
import type { LogEntry } from '../../sandbox/runtime/log';

export const fixture = (name: string) => join(__dirname, 'fixtures', name);

type Handler = (...args: never[]) => unknown;

/** Says what the functions and hooks of the fixture apps do; they look it up when they are called. */
export function useHandlers(handlers: Readonly<Record<string, Handler>>): void {
  Object.assign(globalThis, { [Symbol.for('runtime-test-handlers')]: handlers });
}

/** A promise that the test settles. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

/** Resolves when `check` holds; for what other processes and the storage do, in their own time. */
export async function eventually(check: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > until) throw new Error(`It didn't come true within ${timeoutMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function logCollector(): { readonly entries: LogEntry[]; readonly onLog: (entry: LogEntry) => void } {
  const entries: LogEntry[] = [];
  return { entries, onLog: (entry) => entries.push(entry) };
}

export interface ManualClock extends RuntimeClock {
  /** Moves time on, running what falls due on the way, each at its own instant. */
  advance(ms: number): Promise<void>;
}

export function manualClock(start: string): ManualClock {
  let now = Date.parse(start);
  let waiting: { readonly at: number; readonly run: () => void }[] = [];
  // Longer than any chain of promises between the end of a run and the next wait.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after(ms, run) {
      const entry = { at: now + ms, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (;;) {
        const [next] = waiting.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
        if (!next) break;
        waiting = waiting.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.run();
        await settle();
      }
      now = until;
    },
  };
}
