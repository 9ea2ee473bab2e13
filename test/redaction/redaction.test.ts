import { describe, expect, it } from 'vitest';
import { parseRedaction } from '../../shared/redaction/redaction';

const faultsOf = (text: string) => {
  const parsed = parseRedaction(text);
  return 'faults' in parsed ? parsed.faults : [];
};
const json = (value: object) => JSON.stringify(value);

describe('the column redaction', () => {
  it.each(['', '  ', '{}'])('redacts nothing when it is %j', (text) => {
    expect(parseRedaction(text)).toEqual({ value: { drop: [], hash: [] } });
  });

  it('names members to drop and to hash, and the secret that keys the hashes', () => {
    const text = `{"drop": ["alerts.entities.accountName", "userPrincipalName", "@odata.type", "Ünvan"],
      "hash": ["deviceDnsName"], "key": "redaction-key-2026"}`;
    expect(parseRedaction(text)).toEqual({
      value: {
        drop: ['alerts.entities.accountName', 'userPrincipalName', '@odata.type', 'Ünvan'],
        hash: ['deviceDnsName'],
        keySecret: 'redaction-key-2026',
      },
    });
  });

  it('takes 200 names of 200 characters in each list, and no more', () => {
    const names = Array.from({ length: 200 }, (_, index) => `${'n'.repeat(197)}${100 + index}`);
    expect(parseRedaction(json({ drop: names, hash: names }))).toEqual({ value: { drop: names, hash: names } });
    expect(faultsOf(json({ drop: [...names, 'a'] }))).toEqual(['redaction.drop: must name at most 200 members.']);
    expect(faultsOf(json({ hash: [`${names[0]}n`] }))).toEqual(['redaction.hash.0: must have at most 200 characters.']);
  });

  it.each([
    ['{"dorp": ["a"]}', 'redaction: knows only the keys drop, hash and key (in lower case).'],
    ['{"Drop": ["a"]}', 'redaction: knows only the keys drop, hash and key (in lower case).'],
    ['{"hash": ["a"], "keySecret": "k"}', 'redaction: knows only the keys drop, hash and key (in lower case).'],
    ['{"drop": "a"}', 'redaction.drop: must be an array of names.'],
    ['{"drop": null}', 'redaction.drop: must be an array of names.'],
    ['{"drop": []}', 'redaction.drop: must name at least one member; leave the key out if there is none.'],
    ['{"hash": [1]}', 'redaction.hash.0: must be a text.'],
    ['{"hash": ["a"], "key": ["k"]}', 'redaction.key: must be the name of a Key Vault secret.'],
    ['{"drop": ["a"], "drop": ["b"]}', 'redaction: must name each key only once.'],
    ['{"drop": ["a"], "\\u0064rop": ["b"]}', 'redaction: must name each key only once.'],
    [
      '{"drop": ["a"], "key": "k"}',
      'redaction.key: keys the hashes, but nothing is hashed: name members in hash, or leave key out.',
    ],
  ])('refuses %s, which would let through what it means to hold back', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it.each(['accountName', '["accountName"]', '"a"', 'null', '1', '{"drop": ["a"]', '['.repeat(10_000)])(
    'says what it should look like instead of %.20s',
    (text) => {
      expect(faultsOf(text)).toEqual([
        'redaction: must be a JSON object such as {"drop": ["accountName"], "hash": ["deviceDnsName"]}.',
      ]);
    },
  );

  it.each([
    '',
    ' accountName',
    'accountName ',
    'alerts. accountName',
    '.accountName',
    'alerts.',
    'alerts..accountName',
    '$.alerts.accountName',
    'alerts[*].accountName',
    'alerts[].accountName',
    'alerts.*.accountName',
    '/alerts/0/accountName',
    'account\nName',
  ])('refuses the name %j, which would match nothing', (name) => {
    expect(faultsOf(json({ drop: ['fine', name] }))).toEqual([
      expect.stringMatching(/^redaction\.drop\.1: must be a name such as userPrincipalName, or a dotted path such as /),
    ]);
  });

  it('repeats nothing of what is written, and no more than five faults', () => {
    const pasted = 'hunter2~QzE.Pa$$w0rd/with+signs=';
    const text = json({ hash: Array(50).fill(`[${pasted}]`), key: pasted, [pasted]: pasted });
    const faults = faultsOf(text);
    expect(faults).toHaveLength(5);
    expect(faults.join()).not.toContain('hunter2');
    expect(faultsOf(json({ hash: ['a'], key: pasted }))).toEqual([
      'redaction.key: must be the name of a Key Vault secret (letters, digits, hyphens), not the secret itself.',
    ]);
  });
});
