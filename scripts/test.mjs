// Runs the tests in parts, two at a time, which keeps two cores busy; more at a time only get in each other's way. Those
// that start programs each have a process of their own; the others share one a part, and so load the code only once
// (nothing keeps state in a module: test/architecture.test.ts). Arguments go to every part, for instance a file's name.
import { spawn } from 'node:child_process';

const shared = ['--no-isolate', '--poolOptions.forks.singleFork'];
/** The longest first, so that none is left alone at the end. */
const parts = [
  ['--project', 'programs', '--minWorkers=1', '--maxWorkers=1'],
  ['--project', 'units', '--shard=1/2', ...shared],
  ['--project', 'scenarios', ...shared],
  ['--project', 'units', '--shard=2/2', ...shared],
];

function run(options) {
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...options, ...process.argv.slice(2), '--passWithNoTests'];
  // Printed when the part has ended, so that they do not mix.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

async function workOff() {
  for (let part = parts.shift(); part; part = parts.shift()) {
    if ((await run(part)) !== 0) process.exitCode = 1;
  }
}

await Promise.all([workOff(), workOff()]);
