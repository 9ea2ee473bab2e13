import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventIdOf } from '../../shared/events/envelope';
import { parseInstant } from '../../shared/instant';
import { sources } from '../../shared/sources/registry';
import type { ApiRecord } from '../../shared/sources/source';

/** The record as the source reads it out of a page whose only record is `raw`. */
function read(raw: string): ApiRecord {
  const { records } = sources['defender-xdr'].parse(`{"value":[ ${raw} ]}`);
  expect(records).toHaveLength(1);
  return records[0] as ApiRecord;
}

const updated = '2026-11-21T12:00:00.0733333Z';
const ticks = parseInstant(updated) as bigint;
const incident = (members: Record<string, unknown>) =>
  JSON.stringify({ incidentId: 924565, lastUpdateTime: updated, ...members });
const withId = (id: string) => `{"incidentId":${id},"lastUpdateTime":"${updated}"}`;

describe('an ordinary record', () => {
  it('keeps its raw text and gives what the relay has to understand', () => {
    const raw = `{ "incidentId":924565,"score":1.0,"severity":"High","createdTime":"2026-11-20T00:00:00Z","lastUpdateTime":"${updated}" }`;
    expect(read(raw)).toEqual({
      raw,
      id: '924565',
      version: String(ticks),
      updated: { text: updated, ticks },
      created: parseInstant('2026-11-20T00:00:00Z'),
      severity: 'high',
    });
  });

  it('is not failed by nulls, missing members, members of an odd type or values nobody knows', () => {
    const odd = { severity: 4, createdTime: 'yesterday', alerts: null, status: 'BrandNew', extra: { a: [] } };
    const record = read(incident(odd));
    expect(record).toMatchObject({ id: '924565', version: String(ticks) });
    expect(record).not.toHaveProperty('malformed');
    expect(record).not.toHaveProperty('severity');
    expect(record).not.toHaveProperty('created');
  });

  it('tells a merged incident apart from no other: it is its own record', () => {
    expect(read(incident({ redirectIncidentId: 924500, status: 'Redirected' })).id).toBe('924565');
  });
});

describe('ids', () => {
  it.each([
    ['924565', '924565'],
    ['0', '0'],
    ['-7', '-7'],
    ['9007199254740991', '9007199254740991'],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['18446744073709551615', '18446744073709551615'],
    ['"da637551227677560813_-961444813"', 'da637551227677560813_-961444813'],
    ['"9007199254740993"', '9007199254740993'],
    ['"id with / # ? | and ünïcödé"', 'id with / # ? | and ünïcödé'],
  ])('%s is %s', (json, id) => {
    expect(read(withId(json))).toMatchObject({ id, version: String(ticks) });
  });

  it.each(['null', '""', '1.5', '1e400', 'true', '{}', '[1]', '"tab\\there"', `"${'x'.repeat(201)}"`])(
    '%s is no id, so the version is that of the raw text',
    (json) => {
      const record = read(withId(json));
      expect(record.id).toBe('unknown');
      expect(record.malformed).toContain('incidentId');
      expect(record.version).not.toContain(String(ticks));
      expect(record.updated?.text).toBe(updated);
    },
  );

  it('does not take an inherited or nested member for the id', () => {
    expect(read(`{"__proto__":{"incidentId":5,"lastUpdateTime":"${updated}"}}`).id).toBe('unknown');
    expect(read(`{"alerts":[{"incidentId":5}],"lastUpdateTime":"${updated}"}`).id).toBe('unknown');
  });
});

describe('a malformed record', () => {
  it.each(['null', 'true', '42', '"text"', '[]', '[{"incidentId":1}]'])('%s goes on with its raw text', (raw) => {
    const record = read(raw);
    expect(record).toMatchObject({ raw, id: 'unknown' });
    expect(record.malformed).toContain('not a JSON object');
  });

  it.each([undefined, null, '', 'yesterday', 5, '2026-13-01T00:00:00Z'])(
    'has no last update in %j',
    (lastUpdateTime) => {
      const record = read(JSON.stringify({ incidentId: 1, lastUpdateTime }));
      expect(record).toMatchObject({ id: '1', malformed: 'no usable lastUpdateTime' });
      expect(record).not.toHaveProperty('updated');
    },
  );

  it('does not stop the others of its page', () => {
    const page = sources['defender-xdr'].parse(`{"value":[null,${incident({})},7]}`);
    expect(page.records.map(({ id, malformed }) => [id, malformed === undefined])).toEqual([
      ['unknown', false],
      ['924565', true],
      ['unknown', false],
    ]);
  });
});

describe('versions', () => {
  const versionOf = (alerts: unknown) => read(incident({ alerts })).version;
  const alert = (lastUpdatedTime: unknown) => ({ alertId: 'a', lastUpdatedTime });

  it('change when an alert inside changes, although the incident did not move', () => {
    const before = versionOf([alert('2026-11-21T12:00:01Z')]);
    expect(versionOf([alert('2026-11-21T12:30:00.0000001Z')])).not.toBe(before);
    expect(versionOf([alert('2026-11-21T12:00:01Z'), alert('2026-11-21T12:00:00Z')])).not.toBe(before);
    expect(versionOf([])).not.toBe(before);
  });

  it('do not depend on the order of alerts, nor on members that say nothing about time', () => {
    const [a, b] = [alert('2026-11-21T12:00:01Z'), alert('2026-11-21T12:30:00Z')];
    expect(versionOf([a, b])).toBe(versionOf([{ ...b, title: 'other' }, a]));
  });

  it('are not failed by odd alerts', () => {
    expect(versionOf([null, 5, alert(null), alert('never')])).toBe(`${ticks}.4.0`);
  });

  it('tell two updates apart that JavaScript dates would take for one', () => {
    const at = (lastUpdateTime: string) => read(incident({ lastUpdateTime })).version;
    expect(at('2026-11-21T12:00:00.0733333Z')).not.toBe(at('2026-11-21T12:00:00.0733334Z'));
    expect(at('2026-11-21T12:00:00.5Z')).toBe(at('2026-11-21T12:00:00.5000000Z'));
  });
});

describe('identity', () => {
  const tenant = '11111111-1111-4111-8111-111111111111';
  const rawId = fc.oneof(
    fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((id) => ({ raw: String(id), id: String(id) })),
    fc.constantFrom('1', 'unknown', '1.2', 'a').map((id) => ({ raw: JSON.stringify(id), id })),
    fc.constantFrom('null', '1.5', '{}').map((raw) => ({ raw, id: undefined })),
  );
  const time = fc.constantFrom(updated, '2026-11-21T12:00:00.0733334Z', 'soon');
  const record = fc.tuple(rawId, time, fc.constantFrom('a', 'b'));

  it('no two different records share an event id', () => {
    const read2 = ([{ raw: id, id: known }, at, title]: typeof record extends fc.Arbitrary<infer T> ? T : never) => {
      const raw = `{"incidentId":${id},"lastUpdateTime":"${at}","title":"${title}"}`;
      // What a record is, said without the code under test: its id and last update, or else its whole text.
      const identity = known !== undefined && at !== 'soon' ? `${known} ${at}` : raw;
      return { eventId: eventIdOf(tenant, 'incident', read(raw)), identity };
    };
    fc.assert(
      fc.property(record, record, (one, other) => {
        const [a, b] = [read2(one), read2(other)];
        expect(a.eventId === b.eventId).toBe(a.identity === b.identity);
      }),
      { numRuns: 500 },
    );
  });
});
