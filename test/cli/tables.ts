import { beforeEach } from 'vitest';
import type { Checkpoints } from '../../shared/collection/checkpoint';
import { checkpointTable } from '../../shared/collection/checkpoint-table';
import type { Table } from '../../shared/storage/tables';
import { type TenantRegistry, tenantRegistry } from '../../shared/tenants/registry';
import { useAzurite } from '../support/azurite';

export const contoso = '6d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';
export const fabrikam = '7d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';

/** The tables that commands work on, as rows and as what they mean. */
export interface Tables {
  readonly tenantRows: Table;
  readonly checkpointRows: Table;
  readonly tenants: TenantRegistry;
  readonly checkpoints: Checkpoints;
  /** One more, which no other test has. */
  freshTable(): Promise<Table>;
}

const defaults = { sources: ['defender-xdr'], cloud: 'commercial', lookbackMs: 86_400_000 } as const;

/** Empty tables for each test of a file, on one Azurite. What is read of them inside of a test is that test's. */
export function useTables(): Tables {
  const azurite = useAzurite();
  let rows: Pick<Tables, 'tenantRows' | 'checkpointRows'>;
  beforeEach(async () => {
    const [tenantRows, checkpointRows] = await Promise.all([azurite.freshTable(), azurite.freshTable()]);
    rows = { tenantRows, checkpointRows };
  });
  return {
    get tenantRows() {
      return rows.tenantRows;
    },
    get checkpointRows() {
      return rows.checkpointRows;
    },
    get tenants() {
      return tenantRegistry(rows.tenantRows, defaults);
    },
    get checkpoints() {
      return checkpointTable(rows.checkpointRows);
    },
    freshTable: () => azurite.freshTable(),
  };
}
