import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { crashTest } from './crash-test';

/** `npm test` builds the app first. `test/crash/run.mjs` says other numbers through the environment. */
const { CRASH_ROUNDS, CRASH_SEED, CRASH_APP_DIR } = process.env;
const root = resolve(__dirname, '../..');
const rounds = Number(CRASH_ROUNDS ?? 30);
const seed = Number(CRASH_SEED ?? randomInt(2 ** 31));

const timeoutMs = 60_000 + rounds * 10_000;

/** What collect, forward, its guard and release do one after another, as far as it can be told from outside. */
const steps = [
  'ask Entra',
  'ask the vault',
  'set up storage',
  'ask for incidents',
  'ask for alerts',
  'ask for an owed range',
  'ask for a range again',
  'claim the checkpoint',
  'write blob in payloads',
  'put on incidents',
  'save the checkpoint',
  'take from incidents',
  'read blob in payloads',
  'claim the delivery',
  'send the webhook',
  'send a test event',
  'record the delivery',
  'put on incidents-retry',
  'write blob in deadletters',
  'write table deadletters',
  'delete from incidents',
  'take from incidents-retry',
  'put back on incidents',
  'delete from incidents-retry',
  'hide in incidents-retry',
  'write table destinations',
];

it(
  `loses nothing and repeats only what a crash explains: ${rounds} rounds, seed ${seed}`,
  async () => {
    const report = await crashTest({
      seed,
      rounds,
      appDir: CRASH_APP_DIR ?? root,
      program: join(root, 'dist/sandbox/index.js'),
      print: (text) => console.log(text),
    });
    expect(report.problems.join('\n')).toBe('');
    expect(report.boundaries.map(({ step }) => step)).toEqual(expect.arrayContaining(steps));
    expect(report.late).toBeGreaterThanOrEqual(Math.floor(rounds / 30));
    expect(report.kills).toBeGreaterThanOrEqual(rounds);
  },
  timeoutMs,
);
