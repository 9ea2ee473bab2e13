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

/**
 * Values in no list of the types, which end with "or any text": kind Direct is newer than the list, and Custom-… are the
 * streams that a rule declares itself.
 */
const beyondTheLists: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.Insights/dataCollectionRules': [
    "rule.kind: 'Direct' is not",
    "rule.properties.dataFlows[0].streams[0]: 'Custom-DefenderRelay' is not",
  ],
};

describe(`every file (${how})`, async () => {
  const resources = [...(await readInfra()).values()].flatMap((file) => file.resources);
  const types = readTypes();

  it('parses, and has a type for each resource in its API version', () => {
    const used = new Set(resources.map(({ type, apiVersion }) => `${type}@${apiVersion}`));
    expect(types.map(({ type }) => type).sort()).toEqual([...used].sort());
  });

  it.each(types.map((type) => [type.type, type] as const))("has the properties of Microsoft's %s", (typed, type) => {
    const [name = ''] = typed.split('@');
    const deployed = resources.filter((each) => each.type === name && !each.existing);
    expect(deployed.length).toBeGreaterThan(0);
    const faults = deployed.flatMap((each) => propertyFaults(each, type));
    expect(faults.map((fault) => fault.replace(/ is not .*/, ' is not'))).toEqual(beyondTheLists[name] ?? []);
  });
});
