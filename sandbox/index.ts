import { dirname, resolve } from 'node:path';
import { runProgram } from './program/program';
import { runRuntimeProcess } from './runtime/main';

/** This file is bundled to dist/sandbox/index.js; the function app's package.json lies two folders up. */
const program = __filename;
const appDir = resolve(dirname(program), '../..');

const [first, ...rest] = process.argv.slice(2);

if (first === '__runtime') void runRuntimeProcess(rest);
else void runProgram(process.argv.slice(2), { program, appDir });
