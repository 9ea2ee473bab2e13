import { applyEnvironment } from '../runtime/environment';
import { withoutProxy } from './app/app-settings';
import { type Asked, help, readArguments } from './arguments';
import { Cleanup } from './cleanup';
import { runLive } from './live/live';
import { runOnce } from './once/once';
import type { Place } from './place';

const forcedExitCode = 130;

/** Runs what was typed behind `npm start --`, and sets the exit code of this process. */
export async function runProgram(typed: readonly string[], place: Place): Promise<void> {
  const asked = readArguments(typed);
  if (asked.mode === 'help') return console.log(help);
  if (asked.mode === 'mistake') {
    console.error(asked.message);
    process.exitCode = 2;
    return;
  }
  applyEnvironment(withoutProxy);
  const cleanup = new Cleanup();
  const stopAsked = untilAskedToStop(cleanup);
  try {
    process.exitCode = await run(asked, place, cleanup, stopAsked);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    await cleanup.run();
  }
}

function run(
  asked: Extract<Asked, { mode: 'live' | 'help' | 'once' }>,
  place: Place,
  cleanup: Cleanup,
  stopAsked: Promise<void>,
): Promise<number> {
  if (asked.mode === 'once') return runOnce({ ...place, json: asked.json, cleanup, stopAsked });
  return runLive({ ...place, cleanup, stopAsked });
}

/** Resolves at the first signal; the second ends the process without waiting for anything. */
function untilAskedToStop(cleanup: Cleanup): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) {
          cleanup.force();
          process.exit(forcedExitCode);
        }
        asked = true;
        resolve();
      });
    }
  });
}
