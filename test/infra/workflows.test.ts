import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

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

describe('deploy.yml', () => {
  const text = readFileSync(join(folder, 'deploy.yml'), 'utf8');

  it('passes what main.bicepparam reads, to what-if and to the deployment', () => {
    const read = readFileSync('infra/main.bicepparam', 'utf8').matchAll(/readEnvironmentVariable\('(\w+)'/g);
    const names = [...read].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(text.match(new RegExp(`^ {6}${name}: `, 'gm')), name).toHaveLength(2);
  });
});
