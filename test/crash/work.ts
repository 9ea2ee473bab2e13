import { readCheckpoints } from '../../sandbox/program/checkpoints';
import { eventually } from '../runtime/support';
import type { CrashingApp } from './app';
import type { Arena } from './arena';

const patienceMs = 20_000;

/** Has the timers run until everything is collected and delivered, or the process is dead; at least so many times. */
export async function workOff(arena: Arena, app: CrashingApp, leastRuns = 1): Promise<void> {
  const until = Date.now() + patienceMs;
  let [runs, unread] = [0, 0];
  while (!app.killed && (runs < leastRuns || unread > 0)) {
    if (Date.now() > until) throw new Error(`After ${runs} runs ${unread} ranges are still unread.\n${app.printed}`);
    await inTime(app.run('collect', 'collect.finished'), 'collect to finish', app);
    await deliver(arena, app);
    runs += 1;
    const rows = await readCheckpoints(arena.azurite.connectionString);
    unread = [...rows.values()].reduce((sum, row) => sum + row.unread, 0);
  }
}

/** Until both queues are empty. What waits for a retry is due at once: time passes. */
async function deliver({ wire }: Arena, app: CrashingApp): Promise<void> {
  for (;;) {
    await eventually(() => app.killed || wire.hidden.depth('incidents') === 0, patienceMs);
    if (app.killed || wire.hidden.depth('incidents-retry') === 0) return;
    await wire.hidden.show('incidents-retry');
    await inTime(app.run('release', 'release.finished'), 'release to finish', app);
  }
}

async function inTime<T>(work: Promise<T>, what: string, app: CrashingApp): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patienceMs} ms for ${what}.\n${app.printed}`)), patienceMs);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
