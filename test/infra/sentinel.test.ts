import { describe, expect, it } from 'vitest';
import { at, plain, readDeployment } from './deployment';

describe('the data collection rule', async () => {
  const { resource } = await readDeployment();
  const table = plain(at(resource('modules/sentinel-table.bicep', 'table').body, 'properties')) as Table;
  const rule = plain(at(resource('modules/sentinel-rule.bicep', 'rule').body, 'properties')) as Rule;
  const [stream = ''] = Object.keys(rule.streamDeclarations);

  it('sends the one stream it declares to the table, in the one workspace it names', () => {
    expect(Object.keys(rule.streamDeclarations)).toEqual(['Custom-DefenderRelay']);
    expect(rule.destinations).toEqual({ logAnalytics: [{ name: 'workspace', workspaceResourceId: 'workspaceId' }] });
    expect(rule.dataFlows).toEqual([
      {
        streams: [stream],
        destinations: ['workspace'],
        transformKql: 'source',
        outputStream: `Custom-${table.schema.name}`,
      },
    ]);
  });

  it('has an endpoint of its own', () => {
    expect(at(resource('modules/sentinel-rule.bicep', 'rule').body, 'kind').source).toBe("'Direct'");
  });

  it('has the columns of the table, with names Log Analytics allows', () => {
    expect(at(resource('modules/sentinel-table.bicep', 'table').body, 'name').source).toBe(`'${table.schema.name}'`);
    const comparable = (value: unknown) => JSON.stringify(value).replaceAll('dateTime', 'datetime');
    expect(comparable(table.schema.columns)).toBe(comparable(rule.streamDeclarations[stream]?.columns));
    const names = table.schema.columns.map(({ name }) => name);
    expect(names).toContain('TimeGenerated');
    for (const reserved of ['TenantId', 'Type', 'Title', 'id', 'UniqueId']) expect(names).not.toContain(reserved);
  });
});

interface Column {
  readonly name: string;
  readonly type: string;
}

interface Table {
  readonly schema: { readonly name: string; readonly columns: readonly Column[] };
}

interface Rule {
  readonly streamDeclarations: Readonly<Record<string, { readonly columns: readonly Column[] }>>;
  readonly destinations: object;
  readonly dataFlows: readonly object[];
}
