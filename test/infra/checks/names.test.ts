import { describe, expect, it } from 'vitest';
import { openParser, parseBicep } from '../bicep/syntax';
import { namesOf } from './names';

describe('the check of names', async () => {
  const parser = await openParser();
  const check = (source: string) => {
    const { unused, unknown } = namesOf(parseBicep(parser, 'sample', source));
    return { unused, unknown };
  };

  it('lets pass what is declared, walked through or a property', () => {
    const source = `
param a string
var d = {
  'e': '1' // the first
  f: '2'
}
var b = [for (x, i) in range(0, 3): '\${a}-\${x.name}-\${i}']
resource c 'A/b@1' = {
  name: toLower('\${b[0]}\${d.e}\${d.f}')
  a: { unheard: true }
}
output o string = c.properties.unheard
`;
    expect(check(source)).toEqual({ unused: [], unknown: [] });
  });

  it.each([
    ['var a = b\noutput o string = a\n', { unused: [], unknown: ['b'] }],
    ["var a = [for x in ['']: y]\noutput o string = a[x]\n", { unused: [], unknown: ['y', 'x'] }],
    ["output o string = toUper('a')\n", { unused: [], unknown: ['toUper'] }],
    ["var a = 'a'\nparam b string\n", { unused: ['a', 'b'], unknown: [] }],
    ["resource a 'A/b@1' existing = {\n  name: 'a'\n}\n", { unused: ['a'], unknown: [] }],
    ["var a = {\n  b: '1'\n}\noutput o array = [a.b, a.c]\n", { unused: [], unknown: ['a.c'] }],
    [`var a = 'a'\nresource b 'A/b@1' = {\n  a: '\${c}'\n}\n`, { unused: ['a'], unknown: ['c'] }],
  ])('finds in %j: %j', (source, names) => {
    expect(check(source)).toEqual(names);
  });
});
