import { describe, expect, it } from 'vitest';
import { redactor } from '../../shared/redaction/redactor';

const tenantId = '11111111-2222-4333-8444-555555555555';
const dropping = (raw: string, ...drop: string[]) => redactor({ drop, hash: [] }, { tenantId })(raw);
const levels = 100_000;

describe('a hostile record', () => {
  it('may nest 100,000 levels deep around a redacted member', () => {
    const nested = (inner: string) => `${'{"a":['.repeat(levels)}${inner}${']}'.repeat(levels)}`;
    expect(dropping(nested('{"secret":1}'), 'secret')).toBe(nested('{}'));
    expect(dropping(nested('{"secret":1}'), 'a.a.secret', 'b.a.a')).toBe(nested('{}'));
  });

  it('may nest 100,000 levels deep inside one', () => {
    const deep = `${'[{"b":'.repeat(levels)}1${'}]'.repeat(levels)}`;
    expect(dropping(`{"secret":${deep},"c":1}`, 'secret')).toBe('{"c":1}');
    const hashed = redactor({ drop: [], hash: ['secret'] }, { tenantId })(`{"secret":${deep},"c":1}`);
    expect(hashed).toMatch(/^\{"secret":"sha256:[0-9a-f]{64}","c":1\}$/);
  });

  // A tenth of a second; nine, if the long name were compared for each of them.
  it('may have 300,000 members below a name of 16,000 letters', { timeout: 5_000 }, () => {
    const [long, many] = ['p'.repeat(16_000), 300_000];
    const raw = `{"${long}":[${Array(many).fill('{"secret":1}').join(',')}]}`;
    expect(dropping(raw, 'x.secret') === raw).toBe(true);
    expect(dropping(raw, 'secret')).toBe(`{"${long}":[${Array(many).fill('{}').join(',')}]}`);
  });

  it('may have 100,000 members below as many brackets', () => {
    const raw = `${'['.repeat(levels)}${Array(levels).fill('{"secret":1}').join(',')}${']'.repeat(levels)}`;
    expect(dropping(raw, 'x.secret')).toBe(raw);
  });

  it('may have the same name 100,000 times', () => {
    const raw = `{${Array(levels).fill('"secret":1').join(',')},"a":1,${Array(levels).fill('"\\u0073ecret":1').join(',')}}`;
    expect(dropping(raw, 'secret')).toBe('{"a":1}');
  });

  it('may consist of quotes and backslashes', () => {
    const text = `"${'\\\\'.repeat(levels)}${'\\"'.repeat(levels)}"`;
    expect(dropping(`{"a":${text},"secret":${text},${text}:1}`, 'secret')).toBe(`{"a":${text},${text}:1}`);
  });

  it('may have numbers of 100,000 digits', () => {
    const number = `-${'9'.repeat(levels)}.${'0'.repeat(levels)}e+1`;
    expect(dropping(`[{"a":${number},"secret":${number}}]`, 'secret')).toBe(`[{"a":${number}}]`);
  });

  it('gains nothing by names that mean something to JavaScript', () => {
    const raw = '{"__proto__":{"secret":1},"constructor":{"prototype":2},"toString":3}';
    expect(dropping(raw, 'secret')).toBe('{"__proto__":{},"constructor":{"prototype":2},"toString":3}');
    expect(dropping(raw, '__proto__', 'constructor.prototype')).toBe('{"constructor":{},"toString":3}');
    expect(dropping(raw, 'x')).toBe(raw);
  });
});
