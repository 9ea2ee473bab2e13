import { describe, expect, it } from 'vitest';
import type { Columns } from '../../shared/storage/tables';
import { readTenantRow } from '../../shared/tenants/row';

const id = '6d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';
const defaults = { sources: ['defender-xdr'], cloud: 'commercial', lookbackMs: 86_400_000 } as const;
const complete = { displayName: 'Contoso', status: 'active' };

function read(columns: Columns, rowKey = id) {
  return readTenantRow({ partitionKey: 'tenant', rowKey, etag: 'W/"1"', columns }, defaults);
}

function faultsOf(columns: Columns, rowKey = id): readonly string[] {
  const row = read(columns, rowKey);
  return row.kind === 'malformed' ? row.malformed.faults : [];
}

function tenantOf(columns: Columns) {
  const row = read(columns);
  if (row.kind === 'malformed') throw new Error(row.malformed.faults.join(' '));
  return row.tenant;
}

describe('a row of the table tenants', () => {
  it('is complete with displayName and status', () => {
    expect(tenantOf(complete)).toEqual({
      id,
      displayName: 'Contoso',
      status: 'active',
      sources: ['defender-xdr'],
      destinations: [],
      cloud: 'commercial',
      grantedRoles: [],
      lookbackMs: 86_400_000,
      etag: 'W/"1"',
    });
  });

  it('reads what is to be redacted', () => {
    const redaction = '{"drop": ["accountName"], "hash": ["deviceDnsName"], "key": "pseudonyms"}';
    const expected = { drop: ['accountName'], hash: ['deviceDnsName'], keySecret: 'pseudonyms' };
    expect(tenantOf({ ...complete, redaction }).redaction).toEqual(expected);
    for (const none of ['', ' ', '{}']) expect(tenantOf({ ...complete, redaction: none })).toEqual(tenantOf(complete));
  });

  it.each(['{"drop": "accountName"}', '{"Drop": ["accountName"]}', 'accountName', '["accountName"]', true, 7])(
    'is malformed with redaction = %j: what is not understood could let everything through',
    (redaction) => {
      const faults = faultsOf({ ...complete, redaction });
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(/^redaction/);
      expect(faults[0]).not.toContain('"accountName" ');
    },
  );

  it('reads every column', () => {
    const tenant = tenantOf({
      displayName: 'Fabrikam',
      status: 'suspended',
      statusReason: 'No consent',
      statusSince: '2026-11-20T10:00:00Z',
      sources: 'defender-xdr',
      destinations: 'siem,tickets',
      cloud: 'gcc-high',
      apiHost: 'eu.api.security.microsoft.com',
      clientId: 'b6e2a0c4-0000-4000-8000-00000000abcd',
      credential: 'certificate:fabrikam-cert',
      consentedAt: '2026-11-19T10:00:00Z',
      grantedRoles: 'Incident.Read.All,SecurityAlert.Read.All',
      lookback: 'P7D',
    });
    expect(tenant).toMatchObject({
      statusReason: 'No consent',
      statusSince: '2026-11-20T10:00:00Z',
      destinations: ['siem', 'tickets'],
      cloud: 'gcc-high',
      apiHost: 'eu.api.security.microsoft.com',
      clientId: 'b6e2a0c4-0000-4000-8000-00000000abcd',
      credential: { kind: 'certificate', name: 'fabrikam-cert' },
      consentedAt: '2026-11-19T10:00:00Z',
      grantedRoles: ['Incident.Read.All', 'SecurityAlert.Read.All'],
      lookbackMs: 7 * 86_400_000,
    });
  });

  it('forgives what people and Storage Explorer add', () => {
    const tenant = tenantOf({
      displayName: '  Contoso ',
      status: ' Active ',
      statusReason: '',
      statusSince: new Date('2026-11-20T10:00:00Z'),
      sources: ' Defender-XDR , ,defender-xdr',
      destinations: ' siem ,, siem',
      cloud: 'GCC',
      apiHost: 'https://EU.api.security.microsoft.com/',
      clientId: 'B6E2A0C4-0000-4000-8000-00000000ABCD',
      credential: ' secret:own ',
      consentedAt: 'yesterday',
      lookback: 'p1d',
    });
    expect(tenant).toMatchObject({
      displayName: 'Contoso',
      status: 'active',
      statusSince: '2026-11-20T10:00:00.000Z',
      sources: ['defender-xdr'],
      destinations: ['siem'],
      cloud: 'gcc',
      apiHost: 'eu.api.security.microsoft.com',
      clientId: 'b6e2a0c4-0000-4000-8000-00000000abcd',
      credential: { kind: 'secret', name: 'own' },
    });
    expect(tenant).not.toHaveProperty('statusReason');
    expect(tenant).not.toHaveProperty('consentedAt');
  });

  it('takes a displayName that was stored as a number', () => {
    expect(tenantOf({ displayName: 42, status: 'active' }).displayName).toBe('42');
  });

  it.each([
    ['status', { status: 'enabled' }],
    ['status', { status: '' }],
    ['displayName', { displayName: '  ' }],
    ['sources', { sources: 'defender-xdr,defender-abc' }],
    ['cloud', { cloud: 'china' }],
    ['clientId', { clientId: 'no-guid', credential: 'secret:own' }],
    ['credential', { clientId: 'b6e2a0c4-0000-4000-8000-00000000abcd', credential: 'Very~Secret~Value' }],
    ['credential', { clientId: 'b6e2a0c4-0000-4000-8000-00000000abcd' }],
    ['clientId', { credential: 'secret:own' }],
    ['lookback', { lookback: '7 days' }],
    ['lookback', { lookback: 'P181D' }],
  ])('with a bad %s is malformed', (column, change: Columns) => {
    const faults = faultsOf({ ...complete, ...change });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(column);
  });

  it.each([
    'api.security.microsoft.com.evil.example',
    'evilsecurity.microsoft.com',
    'evil.example',
    'user@api.security.microsoft.com',
    'api.security.microsoft.com/path',
    'api.security.microsoft.com?x=1',
    'api.security.microsoft.com:8443',
    'http://api.security.microsoft.com',
    '10.0.0.4',
    '127.1',
    'not a host',
  ])('never sends a token to %s', (apiHost) => {
    expect(faultsOf({ ...complete, apiHost })).toEqual([expect.stringContaining('apiHost must be')]);
  });

  it.each([
    'localhost:8443',
    '127.0.0.1:9000',
    '[::1]:9000',
    'us.api.security.microsoft.com',
    'api-gcc.securitycenter.microsoft.us',
  ])('accepts the apiHost %s', (apiHost) => {
    expect(tenantOf({ ...complete, apiHost }).apiHost).toBe(apiHost);
  });

  it.each([id.toUpperCase(), 'contoso.com', ` ${id}`])('with the key %s is malformed', (rowKey) => {
    expect(faultsOf(complete, rowKey)).toEqual([expect.stringContaining('RowKey')]);
  });

  it('lists every fault at once and repeats no value', () => {
    const columns = {
      status: 'on',
      sources: 'everything',
      apiHost: 'evil.example',
      credential: 'hunter2',
      lookback: 'x',
    };
    const faults = faultsOf(columns, 'contoso.com');
    expect(faults).toHaveLength(8);
    for (const value of [...Object.values(columns).filter((each) => each.length > 2), 'contoso.com']) {
      expect(faults.join('\n')).not.toContain(value);
    }
  });
});
