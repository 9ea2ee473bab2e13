import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, fixture } from './support';

/** Built as the sandbox is, so that what is tested is what is started. Inside node_modules it finds its packages. */
const built = join(__dirname, '../../node_modules/.cache', `runtime-test-${process.pid}`);
const program = join(built, 'process.js');

interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  readonly printed: { out: string; err: string };
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
}

describe('as processes of their own', () => {
  const children: ChildProcessWithoutNullStreams[] = [];
  beforeAll(async () => {
    await build({
      entryPoints: [join(__dirname, 'fixtures/process.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      packages: 'external',
      logLevel: 'warning',
    });
  });
  afterAll(() => rmSync(built, { recursive: true }));
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  const run = (...args: string[]): Started => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    children.push(child);
    const printed = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      printed.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      printed.err += chunk;
    });
    return { child, printed, exited: once(child, 'exit').then(([code, signal]) => ({ code, signal })) };
  };
  const startApp = async () => {
    const started = run('runtime', '--app-dir', fixture('process'));
    await eventually(() => started.printed.out.includes('\n'));
    const ready = JSON.parse(started.printed.out);
    expect(ready).toEqual({ ready: true, functions: ['slow'], httpUrl: expect.stringMatching(/^http:/) });
    return { ...started, url: `${ready.httpUrl}/slow` };
  };

  it.each(['SIGTERM', 'SIGINT'] as const)('the runtime finishes what runs and ends clean on %s', async (signal) => {
    const { child, printed, exited, url } = await startApp();
    const answer = fetch(url).then((response) => response.text());
    await eventually(() => printed.out.includes('slow started'));
    child.kill(signal);
    expect(await answer).toBe('done');
    expect(await exited).toEqual({ code: 0, signal: null });
    expect(printed.out.split('\n').slice(1)).toEqual(['slow started', 'slow done', 'terminated', '']);
    expect(printed.err).toBe('');
  });

  it('the runtime ends when its parent is gone', async () => {
    const { child, exited } = await startApp();
    child.stdin.destroy();
    expect(await exited).toEqual({ code: 0, signal: null });
  });

  it.each([
    ['refusing', 'Settings are not valid: KEY_VAULT_URL is missing.\n'],
    ['unsupported', /^uploads: the local runtime doesn't imitate the trigger 'blobTrigger'\. [^\n]+\n$/],
  ])('the runtime says why the app %s does not start, without a stack trace', async (app, message) => {
    const { printed, exited } = run('runtime', '--app-dir', fixture(app));
    expect(await exited).toEqual({ code: 1, signal: null });
    expect(printed.out).toBe('');
    expect(printed.err).toMatch(message);
    expect(printed.err).not.toContain('    at ');
  });

  it('the runtime says that its port is taken', async () => {
    const { url } = await startApp();
    const { printed, exited } = run('runtime', '--app-dir', fixture('process'), '--http-port', new URL(url).port);
    expect(await exited).toEqual({ code: 1, signal: null });
    expect(printed.err).toBe(`The port ${new URL(url).port} of 127.0.0.1 is not free: choose another HTTP port.\n`);
  });

  it.each([
    ['--http-port', 'eighty'],
    ['--timers', 'never'],
    ['--what', 'ever'],
  ])('the runtime refuses the arguments %s %s', async (...args) => {
    const { printed, exited } = run('runtime', '--app-dir', fixture('process'), ...args);
    expect(await exited).toEqual({ code: 1, signal: null });
    expect(printed.err).toContain(args[0]);
    expect(printed.err).not.toContain('    at ');
  });

  it('Azurite does not outlive a parent that is killed', async () => {
    const { child, printed, exited } = run('azurite');
    await eventually(() => printed.out.includes('\n'), 30_000);
    const url = printed.out.trim();
    const answers = () =>
      fetch(url).then(
        () => true,
        () => false,
      );
    expect(await answers()).toBe(true);
    child.kill('SIGKILL');
    await exited;
    await eventually(async () => !(await answers()));
  });
});
