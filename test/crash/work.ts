import { z } from 'zod';
import { eventually } from '../runtime/support';
import type { CrashingApp } from './app';
import type { Arena } from './arena';
import { checkpointRows, dueRanges } from './checkpoints';

const patienceMs = 20_000;
/** The API's clock as the app knows it is behind by up to a second and the time an answer takes. */
const behindMs = 5_000;

/** How a stretch of work ended. */
export type Worked =
  /** Nothing is left to do; the last run began then, by the API's clock. */
  | { readonly end: 'rest'; readonly began: number }
  | { readonly end: 'dead' }
  /** All that is left waits for a destination whose circuit is open. */
  | { readonly end: 'held' };

/** Has the timers run until everything due is collected and delivered; at least so many times. */
export async function workOff(arena: Arena, app: CrashingApp, leastRuns = 1): Promise<Worked> {
  const until = Date.now() + patienceMs;
  for (let runs = 1; !app.killed; runs += 1) {
    const began = arena.clock.now();
    await inTime(app.run('collect', 'collect.finished'), 'collect to finish', app);
    const held = await deliver(arena, app);
    if (app.killed) break;
    if (held) return { end: 'held' };
    const due = dueRanges(await checkpointRows(arena.azurite.connectionString), began - behindMs);
    if (app.killed) break;
    if (runs >= leastRuns && due === 0) return { end: 'rest', began };
    if (Date.now() > until) throw new Error(`After ${runs} runs ${due} ranges are still unread.\n${app.printed}`);
  }
  return { end: 'dead' };
}

/** Until both queues are empty, or what is left may not be sent. What waits for a retry is due at once: time passes. */
async function deliver({ wire }: Arena, app: CrashingApp): Promise<boolean> {
  for (;;) {
    await eventually(() => app.killed || wire.hidden.depth('incidents') === 0, patienceMs);
    if (app.killed || wire.hidden.depth('incidents-retry') === 0) return false;
    await wire.hidden.show('incidents-retry');
    const line = await inTime(app.run('release', 'release.finished'), 'release to finish', app);
    const { released, held } = line === undefined ? nothingMoved : moved.parse(JSON.parse(line));
    if (held > 0 && released === 0) return true;
  }
}

const moved = z.object({ released: z.number(), held: z.number() });
const nothingMoved = { released: 0, held: 0 };

async function inTime<T>(work: Promise<T>, what: string, app: CrashingApp): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${patienceMs} ms for ${what}.\n${app.printed}`)), patienceMs);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
