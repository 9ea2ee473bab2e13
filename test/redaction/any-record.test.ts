import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redactor } from '../../shared/redaction/redactor';
import { type Item, type Node, printed, type Rules, redacted } from './model';

const keying = { tenantId: '11111111-2222-4333-8444-555555555555', key: 'pepper' };

const names = fc.constantFrom('a', 'b', 'B', 'c', '@o.t', 'ä', '', '.', '"', '\\', '}', '__proto__', '😀');
const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const escaped = (text: string) =>
  `"${Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
/** A text in one of its spellings. */
const writtenAs = (text: string) => fc.constantFrom(JSON.stringify(text), escaped(text));
const scalar = fc.oneof(
  fc.constantFrom('null', 'true', '-0', '1.0', '9007199254740993', '1E400', '0.10'),
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', ' ', 'a') }).chain(writtenAs),
);
const { node } = fc.letrec<{ node: Node; item: Item }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium' },
    scalar.map((raw): Node => ({ kind: 'scalar', raw })),
    fc.record({ kind: fc.constant('array' as const), gap: space, items: fc.array(tie('item'), { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('object' as const), gap: space, items: fc.array(tie('item'), { maxLength: 5 }) }),
  ),
  item: fc
    .record({ name: names, spaces: fc.tuple(space, space, space, space), value: tie('node') })
    .chain((item) => writtenAs(item.name).map((written) => ({ ...item, written }))),
}));

const path = fc
  .array(fc.constantFrom('a', 'A', 'b', 'c', 'o', '@o.t', 't', 'Ä', '__proto__', '😀'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('.'));
const paths = fc.array(path, { maxLength: 3 });
const rules: fc.Arbitrary<Rules> = fc.record({ drop: paths, hash: paths, keyed: fc.boolean() });
const redactorOf = ({ drop, hash, keyed }: Rules) =>
  redactor({ drop, hash, ...(keyed && { keySecret: 'redaction-key' }) }, keying);

it('does to the text of any record what the rules say, and leaves every other byte', () => {
  fc.assert(
    fc.property(node, rules, (record, given) => {
      const raw = printed(record);
      JSON.parse(raw);
      const result = redactorOf(given)(raw);
      expect(result).toBe(redacted(record, given, keying));
      JSON.parse(result);
    }),
    { numRuns: 2_000 },
  );
});

type Json = string | number | null | Json[] | { [name: string]: Json };

/** The least that redaction means, without any text: parsed values, drop only. */
function without(value: Json, drop: readonly string[], above: readonly string[] = []): Json {
  if (Array.isArray(value)) return value.map((item) => without(item, drop, above));
  if (typeof value !== 'object' || value === null) return value;
  const isDropped = (name: string) =>
    drop.some((each) => `.${[...above, name].join('.')}`.toLowerCase().endsWith(`.${each}`.toLowerCase()));
  const kept = Object.entries(value).filter(([name]) => !isDropped(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, without(inner, drop, [...above, name])]));
}

it('gives what JSON.parse and a filter of its members give', () => {
  const name = fc.constantFrom('a', 'b', 'C', 'd');
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }).map((members): Json => ({ ...members })),
    ),
  }));
  const drop = fc.array(
    fc.array(fc.oneof(name, fc.constantFrom('A', 'c')), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.')),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(value, drop, fc.constantFrom(0, 2), (record, dropped, indent) => {
      const result = redactorOf({ drop: dropped, hash: [], keyed: false })(JSON.stringify(record, null, indent));
      expect(JSON.parse(result)).toEqual(without(record, dropped));
    }),
    { numRuns: 1_000 },
  );
});
