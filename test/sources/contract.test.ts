import { describe, expect, it } from 'vitest';
import { type Cloud, clouds, isTrustedHost } from '../../shared/cloud';
import { day } from '../../shared/duration';
import { parseInstant } from '../../shared/instant';
import { sourceNames } from '../../shared/sources/names';
import { sources } from '../../shared/sources/registry';
import type { ApiRecord, Window } from '../../shared/sources/source';
import { cases } from './cases';

const at = (text: string) => parseInstant(text) as bigint;
const [first, second] = ['2026-11-21T12:00:00.0733333Z', '2026-11-21T12:00:00.0733334Z'];
const [from, to] = [at(first), at(second)];

it('every source has a case here', () => {
  expect(cases.map(({ name }) => name)).toEqual([...sourceNames]);
});

describe.each(cases)('$name', ({ name, kind, path, members, always, largestTop, scopes, roles, samples }) => {
  const source = sources[name];
  const { id, updated, created } = members;
  const parseOne = (raw: string): ApiRecord => {
    const { records } = source.parse(`{"value":[${raw}]}`);
    expect(records).toHaveLength(1);
    return records[0] as ApiRecord;
  };

  describe('asks for', () => {
    const asked = (window: Window, top = 50) => new URL(`https://api.test${source.request(window, top)}`);
    const filterOf = (window: Window) => asked(window).searchParams.get('$filter');
    const range = `${updated} ge ${first} and ${updated} lt ${second}`;

    it('everything since an instant, with all seven digits', () => {
      const { pathname, search } = asked({ from });
      expect(pathname).toBe(path);
      const instant = first.replaceAll(':', '%3A');
      expect(search).toBe(`?$filter=${updated}%20ge%20${instant}${always}&$top=50`);
    });

    it('a closed range, down to one tick', () => {
      expect(filterOf({ from, to })).toBe(range);
    });

    it('what was created in a window, either end open', () => {
      expect(filterOf({ from, to, created: { from } })).toBe(`${range} and ${created} ge ${first}`);
      expect(filterOf({ from, to, created: { to } })).toBe(`${range} and ${created} lt ${second}`);
      expect(filterOf({ from, to, created: { from, to } })).toBe(
        `${range} and ${created} ge ${first} and ${created} lt ${second}`,
      );
    });

    it('so many records, and an offset only when there is one', () => {
      expect(asked({ from }, 25).searchParams.get('$top')).toBe('25');
      expect(asked({ from, to, skip: 200 }).searchParams.get('$skip')).toBe('200');
      expect(asked({ from, to, skip: 0 }).searchParams.has('$skip')).toBe(false);
    });

    it('no larger page than the API gives', () => {
      expect(source.pageLimit).toBeGreaterThan(1);
      expect(source.pageLimit).toBeLessThanOrEqual(largestTop);
    });
  });

  describe('reads', () => {
    it.each(samples)('the published record $id', ({ raw, ...understood }) => {
      const ticks = at(understood.updated);
      expect(parseOne(raw)).toEqual({
        raw,
        id: understood.id,
        version: expect.stringMatching(`^${ticks}(\\.|$)`),
        updated: { text: understood.updated, ticks },
        created: at(understood.created),
        severity: understood.severity,
      });
    });

    it('the published records as one page, each with its own text', () => {
      const value = samples.map(({ raw }) => raw).join(' ,\n');
      const { records, hasNext } = source.parse(`{"@odata.context":"https://api.test/$metadata#X","value":[${value}]}`);
      expect(records.map(({ raw }) => raw)).toEqual(samples.map(({ raw }) => raw));
      expect(hasNext).toBe(false);
    });

    it('a record that lacks everything but id and last update, or has it odd', () => {
      const least = { [id]: 'a-1', [updated]: first };
      const odd = { ...least, [created]: 'yesterday', severity: 4, status: 'BrandNew', evidence: null, alerts: {} };
      for (const record of [least, odd]) {
        const read = parseOne(JSON.stringify(record));
        expect(read).toMatchObject({ id: 'a-1', updated: { text: first, ticks: from } });
        for (const absent of ['created', 'severity', 'malformed']) expect(read).not.toHaveProperty(absent);
      }
    });

    it.each([
      ['no id', { [updated]: first }, id],
      ['an id of null', { [id]: null, [updated]: first }, id],
      ['no last update', { [id]: 'a-1' }, updated],
      ['a last update of null', { [id]: 'a-1', [updated]: null }, updated],
    ])('a record with %s, marked and with its raw text', (_what, record, member) => {
      const raw = JSON.stringify({ ...record, n: 1 });
      expect(parseOne(raw)).toMatchObject({ raw, malformed: `no usable ${member}` });
      expect(parseOne(raw).version).not.toBe(parseOne(raw.replace('"n":1', '"n":2')).version);
    });
  });

  it('is what it says: its name, its kind and the records it can reach back to', () => {
    expect(source).toMatchObject({ name, kind, retentionMs: 180 * day });
  });

  it('needs any one of its documented permissions, the least one first', () => {
    expect(source.roles).toEqual(roles);
  });

  it.each(clouds)('asks for a token of its own API in %s, which is a host of Microsoft', (cloud: Cloud) => {
    expect(source.scope(cloud)).toBe(scopes[cloud]);
    expect(isTrustedHost(source.endpoint, new URL(source.scope(cloud)).hostname)).toBe(true);
  });
});

it('no two sources share a list or a token', () => {
  for (const cloud of clouds) expect(new Set(cases.map(({ scopes }) => scopes[cloud])).size).toBe(cases.length);
  expect(new Set(cases.map(({ path }) => path)).size).toBe(cases.length);
});
