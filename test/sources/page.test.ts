import { describe, expect, it } from 'vitest';
import { sources } from '../../shared/sources/registry';
import { cases } from './cases';

const invalid = expect.objectContaining({ code: 'response_invalid' });

describe.each(cases)('a page of $name', ({ name }) => {
  const { parse } = sources[name];

  it('gives its records in order with their own text', () => {
    const body = '{\n "@odata.context" : "x]}", "value" : [ {"n": 1} , {"n":2,"exact":1.0}\n] }';
    const { records, hasNext } = parse(body);
    expect(records.map(({ raw }) => raw)).toEqual(['{"n": 1}', '{"n":2,"exact":1.0}']);
    expect(hasNext).toBe(false);
  });

  it('may be empty', () => {
    expect(parse('{"value":[]}')).toEqual({ records: [], hasNext: false });
  });

  it('has more when it has a next link', () => {
    expect(parse('{"value":[],"@odata.nextLink":"https://elsewhere.example/"}').hasNext).toBe(true);
    expect(parse('{"value":[],"@odata.nextLink":null}').hasNext).toBe(false);
    expect(parse('{"value":[],"@odata.nextLink":""}').hasNext).toBe(false);
  });

  it('reads the last of two members of one name, as JSON.parse does', () => {
    expect(parse('{"value":[{"n":1}],"value":[{"n":2}]}').records.map(({ raw }) => raw)).toEqual(['{"n":2}']);
  });

  it('is not fooled by names that objects inherit, nor by the name written with escapes', () => {
    expect(() => parse('{"__proto__":{"value":[]}}')).toThrow(invalid);
    expect(parse('{"\\u0076alue":[{"n":3}]}').records.map(({ raw }) => raw)).toEqual(['{"n":3}']);
  });
});

describe.each(cases)('no page of $name, and never an empty one', ({ name }) => {
  const { parse } = sources[name];

  it.each([
    ['nothing', ''],
    ['a bare array', '[{"n":1}]'],
    ['null', 'null'],
    ['a number', '5'],
    ['an object without a value', '{}'],
    ['a value of null', '{"value":null}'],
    ['a value that is an object', '{"value":{"n":1}}'],
    ['a value that is text', '{"value":"[]"}'],
    ['an error in place of a page', '{"error":{"code":"500","message":"try again"}}'],
    ['a sign-in page', '<!doctype html><title>Sign in</title>'],
    ['a page cut off', '{"value":[{"n":1},{"incide'],
    ['two documents', '{"value":[]}{"value":[]}'],
  ])('is %s', (_name, body) => {
    expect(() => parse(body)).toThrow(invalid);
  });

  it('quotes nothing of the answer in its message', () => {
    expect(() => parse('{"value":"secret of a customer"}')).not.toThrow(/secret/);
  });
});
