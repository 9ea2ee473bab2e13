import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { alertLowReputation } from '../../sandbox/data/samples/alert-low-reputation';
import { incident924518 } from '../../sandbox/data/samples/incident-924518';
import { incident924521 } from '../../sandbox/data/samples/incident-924521';
import { incident924565 } from '../../sandbox/data/samples/incident-924565';
import type { Redaction } from '../../shared/redaction/redaction';
import { redactor } from '../../shared/redaction/redactor';

const tenantId = '11111111-2222-4333-8444-555555555555';
const redact = (raw: string, redaction: Partial<Redaction>, key?: Buffer | string) =>
  redactor({ drop: [], hash: [], ...redaction }, { tenantId, ...(key !== undefined && { key }) })(raw);
const dropping = (raw: string, ...drop: string[]) => redact(raw, { drop });
const salted = (value: string) => `sha256:${createHash('sha256').update(`${tenantId}:${value}`).digest('hex')}`;

describe('drop', () => {
  it.each([
    ['{"x":1,"b":2,"c":3}', '{"b":2,"c":3}'],
    ['{"b":2,"x":1,"c":3}', '{"b":2,"c":3}'],
    ['{"b":2,"c":3,"x":1}', '{"b":2,"c":3}'],
    ['{"x":1}', '{}'],
    ['{"x":1,"x":2,"b":3,"x":4,"x":5}', '{"b":3}'],
    ['{"x":1,"x":2}', '{}'],
    ['{ "x" : 1 , "b" : 2 }', '{  "b" : 2 }'],
    ['{ "b" : 2 , "x" : 1 }', '{ "b" : 2  }'],
    ['{\n  "b": 2,\n  "x": 1\n}', '{\n  "b": 2\n}'],
    ['{\n  "x": 1,\n  "b": 2\n}', '{\n  "b": 2\n}'],
    ['{"x":{"y":[{"x":1},"}]\\""]},"b":"x","c":["x",{"x":null}]}', '{"b":"x","c":["x",{}]}'],
    ['[{"x":"\\\\"},[{"x":"\\"x\\":1"}],"x"]', '[{},[{}],"x"]'],
    ['"x"', '"x"'],
    ['12', '12'],
  ])('of x makes %s into %s', (raw, expected) => {
    expect(dropping(raw, 'x')).toBe(expected);
    JSON.parse(expected);
  });

  it('keeps numbers, escapes, white space and repeated names of everything else', () => {
    const kept = '"n": 9007199254740993,\t"d" :1.0, "e":-0,"f":1E400, "a":"\\u0041\\/", "a":"\\ud800" ,"":[ ] ';
    expect(dropping(`{${kept},"x": 1}`, 'x')).toBe(`{${kept}}`);
    expect(dropping(`{"x": 1,${kept}}`, 'x')).toBe(`{${kept}}`);
  });
});

describe('a name', () => {
  it.each(['accountName', 'AccountName', 'ACCOUNTNAME', '\\u0061ccountName', 'account\\u004eame'])(
    'matches the member "%s" however it is spelt',
    (written) => {
      expect(dropping(`{"entities":[{"${written}":"mary"}]}`, 'accountName')).toBe('{"entities":[{}]}');
      expect(dropping(`{"entities":[{"${written}":"mary"}]}`, 'Entities.ACCOUNTname')).toBe('{"entities":[{}]}');
    },
  );

  it.each([
    ['\u212aey', 'key'],
    ['ΟΔΟΣ', 'οδος'],
    ['STRASSE', 'straße'],
    ['\\ud801\\udc00', '\u{10428}'],
  ])('knows the cases of every script: %s is %s', (written, name) => {
    expect(dropping(`{"${written}":1}`, name)).toBe('{}');
  });

  it.each(['accountNames', 'myAccountName', 'account.name', 'account', ''])(
    'does not match the member "%s"',
    (written) => {
      const raw = `{"${written}":"accountName"}`;
      expect(dropping(raw, 'accountName')).toBe(raw);
    },
  );

  it('with dots in it matches a member of that name, and never only its end', () => {
    const raw = '{"@odata.type":"#user","type":"x","@odata":{"type":"y"}}';
    expect(dropping(raw, '@odata.type')).toBe('{"type":"x","@odata":{}}');
    expect(dropping(raw, 'type')).toBe('{"@odata.type":"#user","@odata":{}}');
    expect(dropping('{"user":{"@odata.type":1}}', 'user.@odata.type')).toBe('{"user":{}}');
  });
});

describe('a dotted path', () => {
  const raw = '{"alerts":[[{"entities":[{"accountName":1}],"accountName":2}]],"entities":{"accountName":3}}';

  it.each([
    ['alerts.entities.accountName', '{"alerts":[[{"entities":[{}],"accountName":2}]],"entities":{"accountName":3}}'],
    ['entities.accountName', '{"alerts":[[{"entities":[{}],"accountName":2}]],"entities":{}}'],
    ['alerts.accountName', '{"alerts":[[{"entities":[{"accountName":1}]}]],"entities":{"accountName":3}}'],
    ['alerts.entities', '{"alerts":[[{"accountName":2}]],"entities":{"accountName":3}}'],
    ['incident.alerts.entities.accountName', raw],
  ])("%s matches where a member's path ends with it", (path, expected) => {
    expect(dropping(raw, path)).toBe(expected);
  });

  it('begins anew for every member', () => {
    const siblings = '{"user":{"id":1},"x":{"name":2},"name":3,"user":[{"x":{}},{"name":4}]}';
    expect(dropping(siblings, 'user.name')).toBe('{"user":{"id":1},"x":{"name":2},"name":3,"user":[{"x":{}},{}]}');
  });
});

describe('hash', () => {
  it('without a key is salted with the tenant: a text by its unescaped content, anything else by its raw JSON', () => {
    const raw = '{"x":"M\\u00e4ry\\n", "x" : 1.0 ,"x":{"a": 1},"x":[],"x":true,"x":"","x":null}';
    const hashes = ['Märy\n', '1.0', '{"a": 1}', '[]', 'true', ''].map(salted);
    const [text, number, object, array, bool, empty] = hashes;
    expect(redact(raw, { hash: ['x'] })).toBe(
      `{"x":"${text}", "x" : "${number}" ,"x":"${object}","x":"${array}","x":"${bool}","x":"${empty}","x":null}`,
    );
  });

  it('with a key is HMAC-SHA-256 (RFC 4231, test cases 2 and 6)', () => {
    const redaction = { hash: ['x'], keySecret: 'redaction-key' };
    expect(redact('{"x":"what do ya want for nothing?"}', redaction, 'Jefe')).toBe(
      '{"x":"hmac-sha256:5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"}',
    );
    const text = 'Test Using Larger Than Block-Size Key - Hash Key First';
    expect(redact(`{"x":"${text}"}`, redaction, Buffer.alloc(131, 0xaa))).toBe(
      '{"x":"hmac-sha256:60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}',
    );
  });

  it('of equal values is equal wherever they stand in a tenant, and differs between tenants', () => {
    const hash = redactor({ drop: [], hash: ['user', 'owner'] }, { tenantId });
    const other = redactor({ drop: [], hash: ['user', 'owner'] }, { tenantId: tenantId.replace('1', '2') });
    const [first, second] = ['{"user":"m\\u0061ry"}', '[ {"owner" : "mary"} ]'];
    expect(JSON.parse(hash(first)).user).toBe(JSON.parse(hash(second))[0].owner);
    expect(JSON.parse(other(first)).user).not.toBe(JSON.parse(hash(first)).user);
  });

  it('loses against drop, also where the two name a member in different ways', () => {
    for (const [drop, hash] of [
      ['user.name', 'name'],
      ['name', 'user.name'],
      ['NAME', 'name'],
    ] as const) {
      expect(redact('{"user":{"name":"mary"}}', { drop: [drop], hash: [hash] })).toBe('{"user":{}}');
    }
  });

  it('of a member leaves nothing of what is inside it, and drop works beside it', () => {
    const raw = '{"user":{"name":"mary"},"name":"bob"}';
    expect(redact(raw, { drop: ['name'], hash: ['user'] })).toBe(`{"user":"${salted('{"name":"mary"}')}"}`);
  });

  it.each([undefined, '', Buffer.alloc(0)])('never falls back to no key when its secret is %j', (key) => {
    const redaction = { hash: ['x'], keySecret: 'redaction-key' };
    expect(() => redact('{"x":1}', redaction, key)).toThrow(
      expect.objectContaining({ code: 'row_invalid', message: expect.stringContaining('secret redaction-key') }),
    );
  });
});

describe("Microsoft's published samples", () => {
  const samples = [incident924518, incident924521, incident924565, alertLowReputation];

  it('stay as they are when nothing is named, or nothing of that name is there', () => {
    for (const raw of samples) {
      expect(dropping(raw)).toBe(raw);
      expect(dropping(raw, 'employeeNumber', 'alerts.incidentName')).toBe(raw);
    }
  });

  it('lose the line of a dropped member and nothing else', () => {
    const expected = incident924521.replace(
      '  "incidentName": "\'Mimikatz\' hacktool was detected on one endpoint",\n',
      '',
    );
    expect(expected).not.toBe(incident924521);
    expect(dropping(incident924521, 'incidentName')).toBe(expected);
  });

  it('tell no mail address once users, senders and recipients are redacted, and still correlate', () => {
    const names = ['userPrincipalName', 'mailboxAddress', 'sender'];
    const redaction = { drop: names, hash: ['mailboxDisplayName', 'entities.recipient'] };
    const redacted = redact(incident924518, redaction);
    expect(incident924518).toMatch(/\w@\w/);
    expect(redacted).not.toMatch(/\w@\w/);
    expect(redacted).toContain(`"mailboxDisplayName": "${salted('test User3')}"`);
    expect(redacted).toContain(`"recipient": "${salted('test.User4@contoso.com')}"`);
    const { alerts } = JSON.parse(redacted);
    expect(alerts[0].entities).toHaveLength(JSON.parse(incident924518).alerts[0].entities.length);
    expect(Object.keys(alerts[0].entities[0])).not.toContain('userPrincipalName');
  });

  it('keep every line on which no redacted member stands', () => {
    const named = /accountName|userPrincipalName|deviceDnsName|computerDnsName|aadTenantId/;
    const others = (raw: string) => raw.split('\n').filter((line) => !named.test(line) && !line.includes('sha256:'));
    for (const raw of samples) {
      const hash = ['accountName', 'userPrincipalName', 'deviceDnsName', 'computerDnsName', 'aadTenantId'];
      expect(others(redact(raw, { hash }))).toEqual(others(raw));
    }
  });
});
