import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../../../sandbox/runtime/app';
import { applyEnvironment } from '../../../sandbox/runtime/environment';
import { type Entry, unzip } from './unzip';

/** As in Azure, settings are the environment of the process. */
const settings = {
  RelayStorage: 'UseDevelopmentStorage=true',
  KEY_VAULT_URL: 'https://relay.vault.azure.net',
  PARTNER_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  PARTNER_CLIENT_ID: '22222222-2222-4222-8222-222222222222',
};

describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-package-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const make = (name: string) => {
    const to = join(folder, name);
    // Its time isn't measured: what a busy machine measures proves nothing.
    const made = spawnSync(process.execPath, ['scripts/package.mjs', '--to', to, '--loads', '0'], { encoding: 'utf8' });
    return { ...made, to };
  };
  let made: ReturnType<typeof make>;
  let entries: readonly Entry[];
  beforeAll(() => {
    made = make('package.zip');
    entries = unzip(readFileSync(made.to));
    for (const { name, content } of entries) {
      mkdirSync(join(folder, 'app', dirname(name)), { recursive: true });
      writeFileSync(join(folder, 'app', name), content);
    }
  });

  it('holds the bundle, host.json and a package.json, and nothing else', () => {
    expect(entries.map(({ name }) => name)).toEqual(['dist/functions/index.js', 'host.json', 'package.json']);
    const content = Object.fromEntries(entries.map((entry) => [entry.name, entry.content]));
    expect(content['host.json']).toEqual(readFileSync('host.json'));
    const manifest = JSON.parse(String(content['package.json']));
    expect(manifest.main).toBe('dist/functions/index.js');
    for (const key of ['dependencies', 'devDependencies', 'scripts', 'bin']) expect(manifest).not.toHaveProperty(key);
  });

  it('is within its size, and says so', () => {
    expect(made.status).toBe(0);
    expect(made.stdout).toMatch(/^Size: \d\.\d\d MB, unpacked \d\.\d\d MB; budget 3 MB$/m);
    expect(readFileSync(made.to).length).toBeLessThan(3e6);
  });

  it('is the same bytes for the same files, whenever it is made', () => {
    expect(readFileSync(make('again.zip').to).equals(readFileSync(made.to))).toBe(true);
    for (const { name, dated } of entries) expect(dated, name).toEqual([(1 << 5) | 1, 0]);
  });

  if (spawnSync('unzip', ['-v']).status === 0) {
    it('is a zip for unzip too', () => {
      expect(spawnSync('unzip', ['-t', made.to], { encoding: 'utf8' }).stdout).toContain('No errors detected');
    });
  }

  describe('unpacked and started', () => {
    const undo: (() => void)[] = [];
    afterEach(() => {
      for (const each of undo.splice(0)) each();
    });

    it('registers every function with no packages around it', async () => {
      undo.push(applyEnvironment(settings));
      const app = await startApp(join(folder, 'app'), () => {});
      await app.terminate();
      const written = readFileSync('functions/index.ts', 'utf8').matchAll(/^app\.\w+\('([\w-]+)'/gm);
      expect([...app.functions.keys()].sort()).toEqual([...written].map(([, name]) => name).sort());
      expect(app.functions.size).toBeGreaterThan(4);
    });

    it('reports bad settings as the reason why nothing loads', async () => {
      undo.push(applyEnvironment({ ...settings, COLLECT_CONCURRENCY: 'many', KEY_VAULT_URL: '' }));
      const started = startApp(join(folder, 'app'), () => {});
      await expect(started).rejects.toThrow(/Defender Relay can't start: 2 settings are wrong/);
    });
  });
});
