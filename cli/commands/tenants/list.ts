import type { MalformedTenant, Tenant } from '../../../shared/tenants/tenant';
import { columns } from '../../columns';
import type { Command } from '../../command';
import type { Json } from '../../json';
import { tenantJson } from './tenant-json';

const header = ['TENANT', 'NAME', 'STATUS', 'SOURCES', 'REASON'];

export const listTenants: Command = {
  noun: 'tenants',
  verb: 'list',
  summary: 'Show every tenant with its status, and the rows that are malformed.',
  operands: [],
  options: {},
  prepare:
    () =>
    async ({ tenants, ensureStorage }) => {
      await ensureStorage();
      const [wellFormed, malformed]: [Tenant[], MalformedTenant[]] = [[], []];
      for await (const row of tenants.listTenants()) {
        if (row.kind === 'tenant') wellFormed.push(row.tenant);
        else malformed.push(row.malformed);
      }
      const rows = [...wellFormed.map(tenantLine), ...malformed.map(malformedLine)];
      const text =
        rows.length > 0 ? columns([header, ...rows]).join('\n') : 'No tenant is registered yet: relay tenants add';
      const json: Json = { tenants: wellFormed.map(tenantJson), malformed: malformed.map((row) => ({ ...row })) };
      return { text, json, healthy: true };
    },
};

function tenantLine({ id, displayName, status, sources, statusReason }: Tenant): readonly string[] {
  return [id, displayName, status, sources.join(','), statusReason ?? ''];
}

function malformedLine({ rowKey, faults }: MalformedTenant): readonly string[] {
  return [rowKey, '', 'malformed', '', faults.join(' ')];
}
