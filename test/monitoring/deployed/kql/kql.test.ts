import { describe, expect, it } from 'vitest';
import { evaluate, type KqlRow } from './evaluate';
import { parseQuery } from './parse';

const rows: readonly KqlRow[] = [
  { Name: 'Collect', Good: true, Message: '{"event":"tenant.state","lagMs":12,"late":true,"text":"5","in":{"a":[1]}}' },
  { Name: 'collect-tenants', Good: false, Message: '{"event":"tenant.states","lagMs":1.9}' },
  { Name: "it's", Good: true, Message: 'no JSON, but tenant.state' },
];

const ask = (query: string) => evaluate(parseQuery(`Rows ${query}`), { Rows: rows });

/** Which rows a condition leaves, by their numbers. */
const left = (condition: string) => ask(`| where ${condition}`).map((row) => rows.indexOf(row));

it.each([
  ["Name == 'Collect'", [0]],
  ["Name == 'collect'", []],
  ["Name =~ 'collect'", [0]],
  ["Name contains 'COLLECT'", [0, 1]],
  ["Name in ('it\\'s', 'collect')", [2]],
  ['Good == true', [0, 2]],
  ['Good == false', [1]],
  ["Good == true and Name =~ 'COLLECT'", [0]],
  ["Message has_any ('tenant.state')", [0, 2]],
  ["Message has_any ('tenant.state', 'TENANT.states')", [0, 1, 2]],
  ["Message has_any ('enant.state', 'tenant.stat')", []],
])('where %s leaves the rows %j', (condition, expected) => {
  expect(left(condition)).toEqual(expected);
});

it.each([
  ['tostring(line.event)', ['tenant.state', 'tenant.states', '']],
  ['tostring(line.Event)', ['', '', '']],
  ['tostring(line.lagMs)', ['12', '1.9', '']],
  ['tostring(line.late)', ['true', '', '']],
  ['tostring(line.in)', ['{"a":[1]}', '', '']],
  ['tolong(line.lagMs)', [12, 1, null]],
  ['tolong(line.text)', [5, null, null]],
  ['tolong(line.event)', [null, null, null]],
])('%s of lines that are JSON or not', (call, expected) => {
  const answer = ask(`| extend line = parse_json(Message)\n| extend value = ${call}\n| project value`);
  expect(answer).toEqual(expected.map((value) => ({ value })));
});

it('a later step sees the columns of those before, and project keeps no others', () => {
  const query = `| extend line = parse_json(Message)
| extend event = tostring(line.event), lagMs = tolong(line.lagMs)
| where event == 'tenant.state'
| project lagMs, Name`;
  expect(ask(query)).toEqual([{ lagMs: 12, Name: 'Collect' }]);
});

describe('what is not known is refused:', () => {
  it.each([
    "| where Name != 'a'",
    "| where Name !in ('a')",
    "| where Name !~ 'a'",
    "| where Name has 'a'",
    "| where Name == 'a' or Good == true",
    "| where not(Name == 'a')",
    '| where Name == "a"',
    "| where Name == 'a\\n'",
    '| where Name in ()',
    '| where Good == 1',
    '| where Name =~ true',
    '| where Good =~ true',
    '| extend line = todynamic(Message)',
    '| extend event = tostring(line.in.a)',
    '| summarize count() by Name',
    '| take 1',
    '| project Name,',
    "| where Name == 'a' extra",
    "| where Nam == 'a'",
    "| where Good == 'true'",
    '| where Name == true',
    '| project Nam',
    '| extend event = tostring(Name.event)',
    '| extend a = tolong(Name)',
    '| extend line = parse_json(Good)',
  ])('%s', (query) => {
    expect(() => ask(query)).toThrow();
  });

  it('another table', () => {
    expect(() => evaluate(parseQuery('Row'), { Rows: rows })).toThrow('There is no table Row.');
  });
});
