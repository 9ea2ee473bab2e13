import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const [, runTime = '', development = ''] = readFileSync('docs/decisions/dependencies.md', 'utf8').split(/^## /m);

/** Package → reason, of a table of the document. */
function reasons(section: string): Readonly<Record<string, string>> {
  const rows = section.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm);
  return Object.fromEntries([...rows].map(([, name, reason]) => [name, reason]));
}

describe.each([
  ['dependencies', manifest.dependencies, reasons(runTime)],
  ['devDependencies', manifest.devDependencies, reasons(development)],
] as const)('%s', (_kind, installed, documented) => {
  it('are those with a reason, and the other way round', () => {
    expect(Object.keys(documented)).toEqual(Object.keys(installed));
  });

  it('have a reason of more than a word', () => {
    for (const [name, reason] of Object.entries(documented)) expect(reason.split(' ').length, name).toBeGreaterThan(4);
  });

  it('have exact versions', () => {
    for (const [name, version] of Object.entries(installed)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
