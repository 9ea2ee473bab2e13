import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateAlert } from '../../sandbox/data/alert';
import { generateIncident } from '../../sandbox/data/incident';
import { ExactNumber, jsonText } from '../../sandbox/data/json-text';
import { publishedAlerts, publishedIncidents } from '../../sandbox/data/published';
import { guid, seededRandom } from '../../sandbox/data/random';
import { compact, memberText, withMembers } from '../../sandbox/data/raw-json';
import { makeCertificate } from '../../sandbox/tls';

const at = Date.parse('2026-11-21T10:00:00.5Z');
const instants = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z)"/g;

describe('raw JSON', () => {
  it('finds each member’s exact text in any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 3), (object, spaces) => {
        const text = JSON.stringify(object, null, spaces);
        for (const [name, value] of Object.entries(object)) {
          expect(memberText(text, name)).toBe(
            JSON.stringify(value, null, spaces).replaceAll('\n', `\n${' '.repeat(spaces)}`),
          );
        }
        expect(memberText(text, 'no such \u0000 member')).toBeUndefined();
        expect(compact(text)).toBe(JSON.stringify(object));
      }),
    );
  });

  it('replaces and adds members and leaves all other text as it is', () => {
    const text = '{ "a": 1.0, "b" : [1e5, "}"] , "c":"\\"x" }';
    expect(withMembers(text, { a: '2', d: 'null' })).toBe('{ "a": 2, "b" : [1e5, "}"] , "c":"\\"x" ,"d":null}');
    expect(withMembers('{}', { d: '1.0' })).toBe('{"d":1.0}');
    expect(withMembers(text, {})).toBe(text);
  });

  it('prints exact numbers digit by digit', () => {
    expect(jsonText({ a: [new ExactNumber('1.0'), true, null], b: '\u2028"' })).toBe(
      '{"a":[1.0,true,null],"b":"\u2028\\""}',
    );
  });
});

describe('published records', () => {
  it.each([
    ['incidents', publishedIncidents, [924565, 924521, 924518], 'incidentId'],
    ['alerts', publishedAlerts, ['da637472900382838869_1364969609', 'da637308392288907382_-880718168'], 'id'],
  ] as const)('%s are moved to the present, the newest in the last second', (_name, published, ids, idMember) => {
    const texts = published(at);
    const records = texts.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(records.map((record) => record[idMember])).toEqual(ids);
    const updates = records.map((record) => Date.parse(String(record.lastUpdateTime)));
    expect(Math.max(...updates)).toBeGreaterThan(at - 1_000);
    for (const text of texts) {
      for (const [, instant = ''] of text.matchAll(instants)) expect(Date.parse(instant)).toBeLessThanOrEqual(at);
    }
  });

  it('keep the distances between them and their digits', () => {
    const [ransomware = '', mimikatz = ''] = publishedIncidents(at);
    const created = (text: string) => String(JSON.parse(memberText(text, 'createdTime') ?? ''));
    expect(created(ransomware)).toMatch(/\.0733333Z$/);
    expect(created(mimikatz)).toMatch(/\.6266667Z$/);
    const published = Date.parse('2020-09-06T14:46:57Z') - Date.parse('2020-09-06T12:18:03Z');
    expect(Date.parse(created(ransomware)) - Date.parse(created(mimikatz))).toBeCloseTo(published - 553, -1);
  });
});

describe('generated incidents', () => {
  const make = (seed: number, more: object = {}) =>
    generateIncident({
      random: seededRandom(seed),
      id: seed,
      createdAt: at - 9_000,
      updatedAt: at,
      alerts: 2,
      ...more,
    });

  it('are the same for the same seed', () => {
    expect(make(1)).toBe(make(1));
    expect(make(1)).not.toBe(make(2));
  });

  it('are incidents as the API shows them', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const incident = JSON.parse(make(seed)) as {
        lastUpdateTime: string;
        alerts: { incidentId: number; devices: object[]; entities: object[] }[];
      };
      expect(at - Date.parse(incident.lastUpdateTime)).toBeLessThan(1_000);
      expect(Date.parse(incident.lastUpdateTime)).toBeLessThanOrEqual(at);
      expect(incident.alerts).toHaveLength(2);
      for (const alert of incident.alerts) {
        expect(alert.incidentId).toBe(seed);
        expect(alert.devices).toHaveLength(1);
        for (const entity of alert.entities) expect(Object.keys(entity)).toHaveLength(31);
      }
    }
  });

  it('together hold timestamps of 0 to 7 fractional digits, texts beyond ASCII, and numbers that JavaScript changes', () => {
    const texts = Array.from({ length: 60 }, (_, seed) => make(seed));
    const times = texts.flatMap((text) => [...text.matchAll(instants)].map(([, instant = '']) => instant));
    const digits = times.map((instant) => /\.(\d+)Z$/.exec(instant)?.[1]?.length ?? 0);
    expect([...new Set(digits)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const changed = texts.filter((text) => JSON.stringify(JSON.parse(text)) !== text);
    expect(changed.length).toBeGreaterThan(10);
    expect(changed.length).toBeLessThan(50);
    const all = texts.join('');
    for (const hard of ['\u2028', '🛡️', '\\r\\n', 'パスワード', '\\\\fileserver']) expect(all).toContain(hard);
  });

  it('keep an exact id and exact timestamps, and reach the size asked for', () => {
    const text = make(3, { id: '9007199254740993', updatedAt: '2026-11-21T10:00:00.1234567Z', targetBytes: 70_000 });
    expect(memberText(text, 'incidentId')).toBe('9007199254740993');
    expect(memberText(text, 'lastUpdateTime')).toBe('"2026-11-21T10:00:00.1234567Z"');
    expect(Buffer.byteLength(text)).toBeGreaterThanOrEqual(70_000);
    expect(Buffer.byteLength(text)).toBeLessThan(90_000);
    expect(Buffer.byteLength(make(3, { alerts: 0, targetBytes: 1_000_000 }))).toBeGreaterThanOrEqual(1_000_000);
  });
});

it('generated alerts carry their evidence, with or without an incident', () => {
  const random = seededRandom(4);
  const recipe = { random, id: 'da1', createdAt: at - 1_000, updatedAt: '2026-11-21T10:00:00.5Z', evidence: 3 };
  const alert = JSON.parse(generateAlert({ ...recipe, incidentId: null }));
  expect(alert).toMatchObject({ id: 'da1', incidentId: null, lastUpdateTime: '2026-11-21T10:00:00.5Z' });
  expect(alert.evidence).toHaveLength(3);
  expect(JSON.parse(generateAlert({ ...recipe, incidentId: 7 }))).toMatchObject({ incidentId: 7 });
});

it('random ids are version 4 UUIDs', () => {
  expect(guid(seededRandom(5))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('a made certificate is its own authority for localhost and 127.0.0.1', async () => {
  const { cert, key } = await makeCertificate();
  const parsed = new X509Certificate(cert);
  expect(parsed.ca).toBe(true);
  expect([parsed.checkHost('localhost'), parsed.checkIP('127.0.0.1')]).toEqual(['localhost', '127.0.0.1']);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(key).toContain('PRIVATE KEY');
});
