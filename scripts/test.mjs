// Runs the tests in two parts side by side, which keeps two cores busy and loads the code of most files only once:
// the units in one process that shares its modules (nothing keeps state in a module: test/architecture.test.ts), and
// those that start processes of their own, each file by itself. Arguments go to both, for instance a file's name.
import { spawn } from 'node:child_process';

const parts = {
  units: ['--no-isolate', '--poolOptions.forks.singleFork'],
  processes: ['--minWorkers=1', '--maxWorkers=2'],
};

function run([name, options]) {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', name, ...options, ...process.argv.slice(2)];
  // Printed when the part has ended, so that the two do not mix.
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
