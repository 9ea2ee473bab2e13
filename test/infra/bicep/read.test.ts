import { describe, expect, it } from 'vitest';
import { readBicep } from './read';
import { openParser } from './syntax';

const sample = `
// resource ghost 'A/b@1' = {
@description('How much')
@allowed(['a', 'b'])
param size string = 'a'
param needed string

var names = ['one', other]
var other = 'it\\'s \${size}'
var ids = {
  'a-b': '1' // the first
}

resource plain 'Microsoft.X/things@2025-01-01' = {
  name: 'x'
  properties: {
    inner: { deep: 'yes', much: 3 }
    list: empty(size) ? [] : [{ a: true }]
  }
}

resource many 'Microsoft.X/things/parts@2025-01-01' = [for (name, i) in names: {
  parent: plain
  name: name
}]

resource few 'Microsoft.X/things/parts@2025-01-01' existing = [for i in range(0, 3): {
  name: 'x'
}]

module part 'modules/part.bicep' = if (size == 'a') {
  params: { a: plain.id }
}

output id string = plain.id
`;

describe('the reader of Bicep', async () => {
  const parser = await openParser();
  const read = (source: string) => readBicep(parser, 'sample', source);

  it('sees every declaration', () => {
    const file = read(sample);
    expect(file.resources.map(({ body, ...rest }) => rest)).toEqual([
      { symbol: 'plain', type: 'Microsoft.X/things', apiVersion: '2025-01-01', existing: false },
      { symbol: 'many', type: 'Microsoft.X/things/parts', apiVersion: '2025-01-01', existing: false, over: 'names' },
      {
        symbol: 'few',
        type: 'Microsoft.X/things/parts',
        apiVersion: '2025-01-01',
        existing: true,
        over: 'range(0, 3)',
      },
    ]);
    expect(file.modules).toMatchObject([{ symbol: 'part', path: 'modules/part.bicep', condition: "(size == 'a')" }]);
    expect(file.parameters).toMatchObject([
      { name: 'size', fallback: { text: 'a' }, decorators: { allowed: { items: [{ text: 'a' }, { text: 'b' }] } } },
      { name: 'needed', decorators: {} },
    ]);
    expect(file.parameters[1]).not.toHaveProperty('fallback');
    expect(file.outputs).toMatchObject({ id: { kind: 'expression', source: 'plain.id' } });
  });

  it('tells texts, expressions and what is inside of arrays, objects and choices', () => {
    const { variables, resources } = read(sample);
    expect(variables).toMatchObject({
      names: {
        items: [
          { kind: 'text', text: 'one' },
          { kind: 'expression', source: 'other' },
        ],
      },
      other: { kind: 'expression' },
      ids: { properties: { 'a-b': { text: '1' } } },
    });
    expect(resources[0]?.body.properties.properties).toMatchObject({
      properties: {
        inner: { properties: { deep: { text: 'yes' }, much: { kind: 'number', source: '3' } } },
        list: { kind: 'choice', branches: [{ items: [] }, { items: [{ properties: { a: { kind: 'boolean' } } }] }] },
      },
    });
  });

  it.each([
    ["resource odd 'A/b@1' = {\n  name: 'x'\n", 'sample:1:1'],
    ['param a string\nvar b = {\n  c: [1 2\n}\n', 'sample:'],
    ['output = x\n', 'sample:1:'],
  ])('refuses what it does not understand: %j', (source, place) => {
    expect(() => read(source)).toThrow(place);
  });
});
