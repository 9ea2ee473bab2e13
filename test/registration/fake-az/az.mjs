// @ts-check
// Plays the Azure CLI in a process of its own, over a directory kept in the file that FAKE_AZ_DIRECTORY names.
import { readFileSync, writeFileSync } from 'node:fs';
import { answer } from './commands.mjs';
import { AzError } from './directory.mjs';

const file = process.env.FAKE_AZ_DIRECTORY ?? '';
/** @type {import('./directory.mjs').Directory} */
const directory = JSON.parse(readFileSync(file, 'utf8'));
try {
  process.stdout.write(answer(directory, process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof AzError)) throw error;
  process.stderr.write(`ERROR: ${error.message}\n`);
  process.exitCode = 1;
}
writeFileSync(file, JSON.stringify(directory));
