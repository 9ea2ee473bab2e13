import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInfra } from './bicep/read';
import { propertyFaults } from './checks/properties';
import { readTypes } from './checks/types';

const compiler = spawnSync('bicep', ['--version'], { encoding: 'utf8' });
const compiled = compiler.status === 0;

if (compiled) {
  describe(`every file, compiled by ${compiler.stdout.trim()}`, async () => {
    const paths = [...(await readInfra()).keys()];

    it.each(paths)('%s builds and lints without a warning', { timeout: 60_000 }, (path) => {
      expect(complaintsOf('build', join('infra', path), '--stdout')).toEqual([]);
      expect(complaintsOf('lint', join('infra', path))).toEqual([]);
    });

    it('main.bicepparam fits main.bicep', { timeout: 60_000 }, () => {
      expect(complaintsOf('build-params', 'infra/main.bicepparam', '--stdout')).toEqual([]);
    });
  });
}

/** Warnings and errors of the compiler; it ends with 0 when there are only warnings. */
function complaintsOf(...args: readonly string[]): readonly string[] {
  const guid = '11111111-1111-4111-8111-111111111111';
  const env = { ...process.env, PARTNER_TENANT_ID: guid, PARTNER_CLIENT_ID: guid };
  const { status, stdout, stderr } = spawnSync('bicep', args, { encoding: 'utf8', env });
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => / : (Warning|Error) /.test(line));
  return status === 0 || lines.length > 0 ? lines : [`bicep ${args.join(' ')} ended with ${status}: ${stderr}`];
}

const how = compiled ? 'besides' : 'not compiled: bicep is not on the PATH; syntax and properties checked';

describe(`every file (${how})`, async () => {
  const resources = [...(await readInfra()).values()].flatMap((file) => file.resources);
  const ofMicrosoft = readTypes('test/infra/types');
  const byHand = readTypes('test/infra/types-by-hand');

  it('parses, and has a type for each resource', () => {
    const used = new Set(resources.map(({ type }) => type));
    expect([...ofMicrosoft.keys(), ...byHand.keys()].sort()).toEqual([...used].sort());
  });

  describe.each([
    ["Microsoft's types", ofMicrosoft],
    ['types written by hand, because the package has none', byHand],
  ] as const)('has the properties of %s', (_whose, types) => {
    it.each([...types.values()].map((type) => [type.type, type] as const))('%s', (name, type) => {
      const deployed = resources.filter((each) => each.type === name.split('@')[0] && !each.existing);
      expect(deployed.length).toBeGreaterThan(0);
      expect(deployed.flatMap((each) => propertyFaults(each, type))).toEqual([]);
    });
  });
});
