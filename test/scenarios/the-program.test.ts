import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { customers } from '../../sandbox/program/fleet/customers';
import { eventually } from '../runtime/support';
import { appDir } from './support/scenario';

const program = join(appDir, 'dist/sandbox/index.js');
const running: Started[] = [];

interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  readonly printed: { out: string; err: string };
  /** Where the program puts its temporary files. */
  readonly temp: string;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
}

function start(...args: string[]): Started {
  const temp = mkdtempSync(join(tmpdir(), 'relay-program-'));
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, TMPDIR: temp } });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    printed.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed.err += chunk;
  });
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const started = { child, printed, temp, exited };
  running.push(started);
  return started;
}

afterEach(() => {
  for (const { child, temp } of running.splice(0)) {
    child.kill('SIGKILL');
    rmSync(temp, { recursive: true });
  }
});

/** Ids of the processes that `parent` has started: Azurite and the function app. */
function childrenOf({ pid }: ChildProcessWithoutNullStreams): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([child, parent]) => (parent === pid && child !== undefined && lives(child) ? [child] : []));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

interface Summary {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly tenants: readonly { readonly tenant: string; readonly code: string; readonly delivered: number }[];
}

describe('npm start -- --once --json', () => {
  it('delivers everything, says so in one JSON document, and leaves nothing behind', async () => {
    const { child, printed, temp, exited } = start('--once', '--json');
    await eventually(() => childrenOf(child).length === 2, 30_000);
    const started = childrenOf(child);
    expect(await exited).toEqual({ code: 0, signal: null });
    expect(printed.err).toBe('');

    const summary: Summary = JSON.parse(printed.out);
    expect(summary).toMatchObject({ ok: true, problems: [] });
    expect(summary.tenants.map(({ tenant, code }) => [tenant, code])).toEqual(
      customers.map(({ name, fault }) => [name, fault?.code ?? '']),
    );
    for (const { tenant, code, delivered } of summary.tenants) {
      const isEmpty = code !== '' || tenant === 'Tailspin Toys';
      expect(delivered, tenant).toEqual(isEmpty ? 0 : expect.any(Number));
      if (!isEmpty) expect(delivered, tenant).toBeGreaterThan(10);
    }
    expect(started.filter(lives)).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
  }, 120_000);
});

describe('npm start', () => {
  const settingsFile = join(appDir, '.sandbox/local.settings.json');

  it('collects until Ctrl-C, is there for the command line meanwhile, and leaves nothing behind', async () => {
    const { child, printed, temp, exited } = start();
    await eventually(() => /delivered /.test(printed.out), 60_000);
    const started = childrenOf(child);
    expect(started).toHaveLength(2);

    const relay = join(appDir, 'dist/cli/index.js');
    const env = { PATH: process.env.PATH ?? '' };
    const listed = spawnSync(relay, ['tenants', 'list', '--settings', settingsFile], { env, encoding: 'utf8' });
    for (const { id, name } of customers) expect(listed.stdout).toMatch(new RegExp(`${id}\\s+${name}\\s+active`));
    const checked = spawnSync(relay, ['tenants', 'check', customers[0]?.id ?? '', '--settings', settingsFile], { env });
    expect(checked.status).toBe(0);

    child.kill('SIGINT');
    expect(await exited).toEqual({ code: 0, signal: null });
    expect(printed.out).toContain('Stopped.');
    expect(printed.err).toBe('');
    expect(started.filter(lives)).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
    expect(existsSync(settingsFile)).toBe(false);
  }, 120_000);

  it('ends at once at the second Ctrl-C, and nothing outlives it', async () => {
    const { child, exited } = start();
    await eventually(() => childrenOf(child).length === 2, 60_000);
    const started = childrenOf(child);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await exited).code).not.toBe(null);
    await eventually(() => !started.some(lives));
  }, 120_000);

  it('can be run as a command: the built command line is executable', () => {
    expect(statSync(join(appDir, 'dist/cli/index.js')).mode & 0o111).toBe(0o111);
  });
});

describe('a mistake on the command line', () => {
  it.each([[['--frobnicate']], [['--json']], [['live']]])('%j: one line, exit code 2', (typed) => {
    const ended = spawnSync(process.execPath, [program, ...typed], { encoding: 'utf8' });
    expect(ended.status).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/^[^\n]+ See "npm start -- --help"\.\n$/);
  });

  it('--help explains itself', () => {
    const ended = spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toContain('--once');
  });
});
