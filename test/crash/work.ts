import { eventually } from '../runtime/support';
import type { CrashingApp } from './app';
import type { Arena } from './arena';
import { checkpointRows, dueRanges } from './checkpoints';

const patienceMs = 20_000;
/** The API's clock as the app knows it is behind by up to a second and the time an answer takes. */
const behindMs = 5_000;

/**
 * Has the timers run until everything due is collected and delivered, or the process is dead; at least so many times.
 * Resolves to when the last run began, by the API's clock; undefined if the process is dead.
 */
export async function workOff(arena: Arena, app: CrashingApp, leastRuns = 1): Promise<number | undefined> {
  const until = Date.now() + patienceMs;
  for (let runs = 1; !app.killed; runs += 1) {
    const began = arena.clock.now();
    await inTime(app.run('collect', 'collect.finished'), 'collect to finish', app);
    await deliver(arena, app);
    const due = dueRanges(await checkpointRows(arena.azurite.connectionString), began - behindMs);
    if (app.killed) return undefined;
    if (runs >= leastRuns && due === 0) return began;
    if (Date.now() > until) throw new Error(`After ${runs} runs ${due} ranges are still unread.\n${app.printed}`);
  }
  return undefined;
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
