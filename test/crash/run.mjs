// npm run test:crash -- [--rounds N] [--seed S] [--app-dir <directory of another build>]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const usage = 'Usage: npm run test:crash -- [--rounds N] [--seed S] [--app-dir <directory>]';

function read() {
  try {
    const option = { type: 'string' };
    const { values } = parseArgs({ options: { rounds: option, seed: option, 'app-dir': option } });
    const numbers = [values.rounds, values.seed].filter((text) => text !== undefined);
    if (numbers.every((text) => /^\d{1,9}$/.test(text))) return values;
  } catch {
    // Said below.
  }
  console.error(usage);
  process.exit(2);
}

const { rounds = '200', seed, 'app-dir': appDir } = read();
const env = {
  ...process.env,
  CRASH_ROUNDS: rounds,
  ...(seed !== undefined && { CRASH_SEED: seed }),
  ...(appDir !== undefined && { CRASH_APP_DIR: appDir }),
};
const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'test/crash/crash.test.ts', '--disable-console-intercept'];
process.exit(spawnSync(process.execPath, vitest, { env, stdio: 'inherit' }).status ?? 1);
