import { describe, expect, it } from 'vitest';
import { readBicep } from '../bicep/read';
import { openParser } from '../bicep/syntax';
import { propertyFaults } from './properties';
import type { ResourceType } from './types';

const thing: ResourceType = {
  type: 'Microsoft.X/things@2025-01-01',
  source: 'made up',
  body: { name: 'required string', location: 'required string', properties: 'Properties', tags: 'Tags' },
  objects: {
    Tags: { '*': 'string' },
    Properties: { size: 'Small | Large | string', count: 'int', parts: 'Part[]', names: 'string[]', on: 'bool' },
    Part: { '?': 'kind', cases: { wheel: { kind: 'required wheel', spokes: 'required int' } } },
  },
};

describe('the check of properties', async () => {
  const parser = await openParser();
  const faultsOf = (properties: string) => {
    const source = `resource thing 'Microsoft.X/things@2025-01-01' = {\n  name: 'x'\n  ${properties}\n}\n`;
    return readBicep(parser, 'sample', source).resources.flatMap((resource) => propertyFaults(resource, thing));
  };

  it.each([
    "location: place\n  properties: { size: 'Large', count: 3, parts: [{ kind: 'wheel', spokes: 8 }] }",
    "location: 'here'\n  tags: { a: 'b' }\n  dependsOn: [other]",
    "location: l\n  properties: { on: true, names: x ? ['a'] : y, size: toLower(x) }",
    'location: l\n  properties: union(a, b)',
  ])('lets pass %j', (properties) => {
    expect(faultsOf(properties)).toEqual([]);
  });

  it.each([
    ['', 'thing.location: missing'],
    ["location: l\n  sise: 'x'", 'thing.sise: no such property'],
    ["location: l\n  properties: { size: 'Larg' }", "thing.properties.size: 'Larg' is not Small | Large | string"],
    ["location: l\n  properties: { count: '3' }", "thing.properties.count: '3' is not int"],
    ["location: l\n  properties: { on: 'true' }", "thing.properties.on: 'true' is not bool"],
    ["location: l\n  properties: { names: 'a' }", 'thing.properties.names: not string[]'],
    ['location: l\n  properties: { names: x ? [1] : y }', 'thing.properties.names[0]: 1 is not string'],
    ["location: l\n  properties: { parts: [{ kind: 'wheel' }] }", 'thing.properties.parts[0].spokes: missing'],
    ["location: l\n  properties: { parts: [{ kind: 'wing' }] }", 'thing.properties.parts[0]: no such case'],
    ['location: { a: 1 }', 'thing.location: not string'],
  ])('finds in %j: %s', (properties, fault) => {
    expect(faultsOf(properties)).toEqual([fault]);
  });
});
