import { beforeEach, describe, expect, it } from 'vitest';
import type { Table } from '../../shared/storage/tables';
import { type NewTenant, type TenantRegistry, tenantRegistry } from '../../shared/tenants/registry';
import type { TenantRow } from '../../shared/tenants/row';
import type { Tenant } from '../../shared/tenants/tenant';
import { useAzurite } from '../support/azurite';

const defaults = { sources: ['defender-xdr'], cloud: 'commercial', lookbackMs: 86_400_000 } as const;
const now = Date.parse('2026-11-20T10:00:00Z');
const contoso: NewTenant = { id: guidOf(1), displayName: 'Contoso', status: 'active' };

const azurite = useAzurite();
let table: Table;
let tenants: TenantRegistry;

beforeEach(async () => {
  table = await azurite.freshTable();
  tenants = tenantRegistry(table, defaults);
});

function guidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

async function all(): Promise<TenantRow[]> {
  const rows: TenantRow[] = [];
  for await (const row of tenants.listTenants()) rows.push(row);
  return rows;
}

async function existing(id: string): Promise<Tenant> {
  const row = await tenants.get(id);
  if (row?.kind !== 'tenant') throw new Error(`${id} is no tenant`);
  return row.tenant;
}

describe('the tenant registry', () => {
  it('lists a row written by hand, and reports a malformed one without stopping', async () => {
    await table.insert('tenant', guidOf(1), { displayName: 'Contoso', status: 'active' });
    await table.insert('tenant', guidOf(2), { displayName: 'Fabrikam', status: 'on', sources: 'all' });
    await table.insert('tenant', guidOf(3), { displayName: 'Tailspin', status: 'paused' });
    expect((await all()).map((row) => (row.kind === 'tenant' ? row.tenant.displayName : row.malformed))).toEqual([
      'Contoso',
      { rowKey: guidOf(2), faults: [expect.stringContaining('status'), expect.stringContaining('sources')] },
      'Tailspin',
    ]);
  });

  it.each(['tenants', 'Tenant', '', guidOf(1)])(
    'reports a row written by hand with the PartitionKey "%s", which nobody would read',
    async (partitionKey) => {
      await table.insert(partitionKey, guidOf(1), { displayName: 'Fabrikam', status: 'active' });
      await table.insert('tenant', guidOf(2), { displayName: 'Contoso', status: 'active' });
      const rows = await all();
      expect(rows).toHaveLength(2);
      expect(rows).toContainEqual({
        kind: 'malformed',
        malformed: {
          rowKey: guidOf(1),
          faults: [expect.stringMatching(/^PartitionKey must be tenant.* add the row again/)],
        },
      });
      expect(rows).toContainEqual({ kind: 'tenant', tenant: expect.objectContaining({ displayName: 'Contoso' }) });
      expect(await tenants.get(guidOf(1))).toBeUndefined();
    },
  );

  it('lists more tenants than one page holds', async () => {
    const ids = Array.from({ length: 1_001 }, (_, index) => guidOf(index));
    for (let start = 0; start < ids.length; start += 50) {
      const batch = ids.slice(start, start + 50);
      await Promise.all(batch.map((id) => table.insert('tenant', id, { displayName: id, status: 'active' })));
    }
    expect((await all()).map((row) => row.kind === 'tenant' && row.tenant.id)).toEqual(ids);
  });

  it('gets one tenant, and nothing for an unknown one', async () => {
    await tenants.add(contoso, now);
    expect(await existing(contoso.id)).toMatchObject({
      displayName: 'Contoso',
      statusSince: '2026-11-20T10:00:00.000Z',
    });
    expect(await tenants.get(guidOf(99))).toBeUndefined();
  });

  it('adds a tenant exactly as it will be read', async () => {
    const added = await tenants.add(
      { ...contoso, sources: 'defender-xdr', destinations: 'siem', lookback: 'P7D' },
      now,
    );
    expect(added).toEqual(await existing(contoso.id));
    expect(added).toMatchObject({ destinations: ['siem'], lookbackMs: 7 * 86_400_000 });
  });

  it('refuses a tenant that is registered already and leaves it as it was', async () => {
    await tenants.add(contoso, now);
    await expect(tenants.add({ ...contoso, displayName: 'Other' }, now)).rejects.toMatchObject({
      code: 'storage_conflict',
      message: expect.stringContaining('registered already'),
    });
    expect((await existing(contoso.id)).displayName).toBe('Contoso');
  });

  it('writes nothing that would be malformed', async () => {
    const bad: NewTenant = { ...contoso, sources: 'everything', apiHost: 'evil.example' };
    await expect(tenants.add(bad, now)).rejects.toMatchObject({
      code: 'usage_invalid',
      message: expect.stringMatching(/sources[\s\S]*apiHost/),
    });
    expect(await tenants.get(contoso.id)).toBeUndefined();
  });

  it('suspends and resumes, keeping the other columns', async () => {
    await tenants.add({ ...contoso, destinations: 'siem' }, now);
    const suspended = await tenants.setStatus(await existing(contoso.id), 'suspended', 'No consent.', now + 1_000);
    expect(suspended).toEqual(await existing(contoso.id));
    expect(suspended).toMatchObject({ status: 'suspended', statusReason: 'No consent.', destinations: ['siem'] });
    const resumed = await tenants.setStatus(suspended, 'active', undefined, now + 2_000);
    expect(resumed).toEqual(await existing(contoso.id));
    expect(resumed).not.toHaveProperty('statusReason');
    expect(resumed.statusSince).toBe('2026-11-20T10:00:02.000Z');
  });

  it('loses the race against somebody who changed the row in between', async () => {
    await tenants.add(contoso, now);
    const stale = await existing(contoso.id);
    await tenants.setStatus(stale, 'paused', 'Migration.', now, 'person');
    await expect(tenants.setStatus(stale, 'suspended', 'No consent.', now)).rejects.toMatchObject({
      code: 'storage_conflict',
    });
    expect((await existing(contoso.id)).status).toBe('paused');
  });

  it('refuses what the status machine refuses, and writes nothing', async () => {
    const invited = await tenants.add({ ...contoso, status: 'invited' }, now);
    await expect(tenants.setStatus(invited, 'active', undefined, now, 'person')).rejects.toMatchObject({
      code: 'usage_invalid',
    });
    expect(await existing(contoso.id)).toEqual(invited);
  });
});
