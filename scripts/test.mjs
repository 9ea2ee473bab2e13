// Runs the tests in three parts side by side, which keeps two cores busy and loads the code of most files only once:
// those that start programs, each file in a process of its own; scenarios and units in one process
// each that shares its modules (nothing keeps state in a module: test/architecture.test.ts). Arguments go to all three,
// for instance a file's name.
import { spawn } from 'node:child_process';

const parts = {
  programs: ['--minWorkers=1', '--maxWorkers=2'],
  scenarios: ['--no-isolate', '--poolOptions.forks.singleFork'],
  units: ['--no-isolate', '--poolOptions.forks.singleFork'],
};

function run([name, options]) {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', name, ...options, ...process.argv.slice(2)];
  // Printed when the part has ended, so that they do not mix.
  const child = spawn(process.execPath, [...args, '--passWithNoTests'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

const codes = await Promise.all(Object.entries(parts).map(run));
process.exitCode = Math.max(...codes);
