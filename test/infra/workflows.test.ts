import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDeployment } from './deployment';

const folder = '.github/workflows';
const workflows = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);

describe.each(workflows)('the workflow %s', (_name, text) => {
  it('uses actions by the hash of a full version, which nobody can move', () => {
    const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may read the repository and no more, and holds no secret', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
    expect(text).not.toMatch(/secrets\.|write-all|(?<!id-token): write$/m);
  });

  it('puts nothing that others wrote into a script', () => {
    const scripts = [...text.matchAll(/run: (\|\n(?: {10}.*\n?)+|.*)/g)].map(([script]) => script);
    for (const script of scripts) expect(script).not.toMatch(/[$][{]{2}/);
  });
});

describe('the pinned compiler', () => {
  const pins = workflows.flatMap(([, text]) => [...text.matchAll(/BICEP: v(\d+)\.(\d+)\.(\d+)$/gm)]);

  it('is one, and at least 0.46.1: 0.41 has no types of vaults@2026-02-01, and warns', () => {
    expect(pins).toHaveLength(workflows.length);
    expect(new Set(pins.map(([pin]) => pin)).size).toBe(1);
    const [, major = 0, minor = 0, patch = 0] = (pins[0] ?? []).map(Number);
    expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(46_001);
  });

  it('is installed before whatever compiles: the runner has another', () => {
    for (const [name, text] of workflows) {
      for (const [job, steps] of jobsOf(text)) {
        const [before = '', ...after] = steps.split(/run: npm test$|az deployment group/m);
        expect(after, `${name} ${job}`).toHaveLength(1);
        expect(before, `${name} ${job}`).toContain('az bicep install --version "$BICEP"\n');
      }
    }
  });

  it('is on the PATH for the tests', () => {
    const testing = workflows.map(([, text]) => jobsOf(text).find(([job]) => job === 'test')?.[1]);
    for (const steps of testing) {
      expect(steps).toContain(
        'az bicep install --version "$BICEP"\n          echo "$HOME/.azure/bin" >> "$GITHUB_PATH"\n',
      );
    }
  });
});

describe('deploy.yml', () => {
  const text = readFileSync(join(folder, 'deploy.yml'), 'utf8');
  const parameters = readFileSync('infra/main.bicepparam', 'utf8');
  const jobs = new Map(jobsOf(text));

  it('passes what main.bicepparam reads, to what-if and to the deployment', () => {
    const read = [...parameters.matchAll(/readEnvironmentVariable\('(\w+)'(?:, '([^']*)')?\)/g)];
    expect(read.length).toBeGreaterThan(5);
    for (const [, name, fallback] of read) {
      // A variable that isn't there is an empty text, and not replaced by the default of main.bicepparam.
      const value = fallback ? `vars.${name} || '${fallback}'` : `vars.${name}`;
      const line = `      ${name}: \${{ ${value} }}\n`;
      for (const job of ['what-if', 'deploy']) expect(jobs.get(job), name).toContain(line);
    }
  });

  it('reads an output that main.bicep has', async () => {
    const { outputs } = (await readDeployment()).file('main.bicep');
    const read = [...text.matchAll(/properties\.outputs\.(\w+)\.value/g)].map(([, name]) => name);
    expect(read).toEqual(['functionAppName']);
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(read));
  });

  it('signs in without a secret, and only after the tests', () => {
    expect([...jobs.keys()]).toEqual(['test', 'what-if', 'deploy']);
    for (const job of ['what-if', 'deploy']) {
      expect(jobs.get(job)).toMatch(/^ {4}needs: test$/m);
      expect(jobs.get(job)).toMatch(/^ {4}permissions:\n {6}contents: read\n {6}id-token: write\n {4}\w/m);
      expect(jobs.get(job)).toMatch(/^ {6}- uses: azure\/login@/m);
    }
    expect(jobs.get('test')).not.toMatch(/id-token|azure\/login/);
  });

  it('deploys main alone, and for a pull request only asks what would change', () => {
    expect(jobs.get('what-if')).toMatch(
      /^ {4}if: github\.event_name == 'pull_request' && vars\.AZURE_WHAT_IF == 'true'$/m,
    );
    expect(jobs.get('what-if')).not.toMatch(/az deployment group create|az functionapp/);
    expect(jobs.get('deploy')).toMatch(
      /^ {4}if: github\.event_name != 'pull_request' && github\.ref == 'refs\/heads\/main' && vars\.AZURE_CLIENT_ID != ''$/m,
    );
    expect(jobs.get('deploy')).toMatch(/^ {4}environment: azure$/m);
  });
});

/** The text of every job, by its name. */
function jobsOf(text: string): readonly (readonly [string, string])[] {
  const [, jobs = ''] = text.split(/^jobs:\n/m);
  return jobs.split(/^(?= {2}[\w-]+:\n)/m).map((job) => [/^ {2}([\w-]+):/.exec(job)?.[1] ?? '', job] as const);
}
