import { dirname, resolve } from 'node:path';

/** This file is bundled to dist/sandbox/index.js; the function app's package.json lies two folders up. */
const program = __filename;
const appDir = resolve(dirname(program), '../..');

const [first, ...rest] = process.argv.slice(2);

// Only one of the two is loaded: a process of the app starts quicker without the whole cloud.
if (first === '__runtime') void import('./runtime/main.js').then(({ runRuntimeProcess }) => runRuntimeProcess(rest));
else
  void import('./program/program.js').then(({ runProgram }) => runProgram(process.argv.slice(2), { program, appDir }));
