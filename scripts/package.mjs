// npm run package: dist/package.zip, which azd, az and the workflow deploy as it is. Ends with 1 beyond its budget.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFiles } from './package/content.mjs';
import { loadTimeMs } from './package/load-time.mjs';
import { zip } from './package/zip.mjs';

/** Of the zip; of the processor's time for loading the bundle in a fresh process, which every cold start waits for. */
const budget = { megabytes: 3, milliseconds: 300 };

const { values: options } = parseArgs({
  options: {
    to: { type: 'string', default: 'dist/package.zip' },
    // Fresh processes to take the median of; 0: the time isn't measured.
    loads: { type: 'string', default: '9' },
  },
});

const files = packageFiles();
const bytes = zip(files);
mkdirSync(dirname(options.to), { recursive: true });
writeFileSync(options.to, bytes);

const megabytes = (count) => (count / 1e6).toFixed(2);
const unpacked = files.reduce((sum, { content }) => sum + content.length, 0);
console.log(`${options.to}: ${files.map(({ name }) => name).join(', ')}`);
console.log(`Size: ${megabytes(bytes.length)} MB, unpacked ${megabytes(unpacked)} MB; budget ${budget.megabytes} MB`);
let within = bytes.length <= budget.megabytes * 1e6;

const loads = Number(options.loads);
if (loads > 0) {
  const { processor, elapsed } = loadTimeMs(files, loads);
  const medians = `${processor} ms of processor time, ${elapsed} ms elapsed; medians of ${loads} processes`;
  console.log(`Load: ${medians}; budget ${budget.milliseconds} ms of processor time`);
  within &&= processor <= budget.milliseconds;
}
if (!within) {
  console.error('The package is beyond its budget: see what the bundle holds, or raise the budget with a reason.');
  process.exitCode = 1;
}
