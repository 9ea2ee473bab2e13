import { describe, expect, it } from 'vitest';
import { type Cloud, isTrustedHost } from '../../shared/cloud';
import { parseInstant } from '../../shared/instant';
import { sourceNames } from '../../shared/sources/names';
import { sources } from '../../shared/sources/registry';
import type { Window } from '../../shared/sources/source';

const at = (text: string) => parseInstant(text) as bigint;
const from = at('2026-11-21T12:00:00.0733333Z');
const to = at('2026-11-21T12:00:00.0733334Z');
const asked = (window: Window, top = 100) => new URL(`https://api.test${sources['defender-xdr'].request(window, top)}`);

describe('defender-xdr asks for', () => {
  it('everything since an instant, with all seven digits', () => {
    const url = asked({ from });
    expect(url.pathname).toBe('/api/incidents');
    expect(url.search).toBe('?$filter=lastUpdateTime%20ge%202026-11-21T12%3A00%3A00.0733333Z&$top=100');
  });

  it('a closed range, down to one tick', () => {
    expect(asked({ from, to }, 25).searchParams).toEqual(
      new URLSearchParams({
        $filter: 'lastUpdateTime ge 2026-11-21T12:00:00.0733333Z and lastUpdateTime lt 2026-11-21T12:00:00.0733334Z',
        $top: '25',
      }),
    );
  });

  it('what was created in a window, either end open', () => {
    const filter = (created: Window['created'] & object) => asked({ from, to, created }).searchParams.get('$filter');
    const range = 'lastUpdateTime ge 2026-11-21T12:00:00.0733333Z and lastUpdateTime lt 2026-11-21T12:00:00.0733334Z';
    expect(filter({ from })).toBe(`${range} and createdTime ge 2026-11-21T12:00:00.0733333Z`);
    expect(filter({ to })).toBe(`${range} and createdTime lt 2026-11-21T12:00:00.0733334Z`);
    expect(filter({ from, to })).toContain('createdTime ge 2026-11-21T12:00:00.0733333Z and createdTime lt');
  });

  it('an offset only when there is one', () => {
    expect(asked({ from, to, skip: 200 }).searchParams.get('$skip')).toBe('200');
    expect(asked({ from, to, skip: 0 }).searchParams.has('$skip')).toBe(false);
  });
});

describe.each(sourceNames)('%s', (name) => {
  const source = sources[name];

  it('is registered under its own name', () => {
    expect(source.name).toBe(name);
    expect(source.roles.length).toBeGreaterThan(0);
  });

  it.each(['commercial', 'gcc', 'gcc-high', 'dod'] satisfies Cloud[])(
    'asks a token for its own host in %s',
    (cloud) => {
      const { origin, pathname, hostname } = new URL(source.scope(cloud));
      expect(`${origin}${pathname}`).toBe(source.scope(cloud));
      expect(pathname).toBe('/.default');
      expect(isTrustedHost(source.endpoint, hostname)).toBe(true);
    },
  );
});
