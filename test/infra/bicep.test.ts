import { describe, expect, it } from 'vitest';
import { blockOf, propertiesOf, readBicep } from './bicep';

const sample = `
// resource ghost 'A/b@1' = {
@description('How much')
@allowed(['a', 'b'])
param size string = 'a'
param needed string

var names = ['one', other]
var other = 'two'
var ids = {
  first: '1'
}

resource plain 'Microsoft.X/things@2025-01-01' = {
  name: 'x'
  properties: {
    inner: {
      deep: 'yes'
    }
    flat: other
  }
}

resource many 'Microsoft.X/things/parts@2025-01-01' = [for name in names: {
  name: name
}]

output id string = plain.id
`;

describe('the reader of Bicep', () => {
  it('sees every declaration', () => {
    const bicep = readBicep(sample);
    expect(bicep.resources.map(({ symbol, type, apiVersion, over }) => [symbol, type, apiVersion, over])).toEqual([
      ['plain', 'Microsoft.X/things', '2025-01-01', undefined],
      ['many', 'Microsoft.X/things/parts', '2025-01-01', 'names'],
    ]);
    expect(bicep.parameters).toEqual([{ name: 'size', fallback: "'a'", allowed: ['a', 'b'] }, { name: 'needed' }]);
    expect(bicep.arrays.names).toEqual(["'one'", 'other']);
    expect(bicep.texts.other).toBe('two');
    expect(bicep.objects.ids).toEqual({ first: '1' });
    expect(bicep.outputs).toEqual({ id: 'plain.id' });
  });

  it('finds blocks and their properties', () => {
    const [plain] = readBicep(sample).resources;
    expect(propertiesOf(blockOf(plain?.body ?? '', 'inner'))).toEqual({ deep: 'yes' });
    expect(propertiesOf(blockOf(plain?.body ?? '', 'properties'))).toEqual({ deep: 'yes', flat: 'other' });
    expect(() => blockOf(plain?.body ?? '', 'missing')).toThrow('no block missing');
  });

  it.each([
    ["resource odd 'A/b@1' existing = {\n  name: 'x'\n}\n", '× resource'],
    ['param odd {\n  a: string\n}\n', '× param'],
    ['output odd string =\n  x\n', '× output'],
  ])('refuses what it does not understand: %j', (text, message) => {
    expect(() => readBicep(text)).toThrow(message);
  });
});
