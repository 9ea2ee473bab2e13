import { type Azurite, startAzurite } from '../../sandbox/azurite';
import { ownCredential } from '../../shared/access/identity';
import { checkpointTable } from '../../shared/collection/checkpoint-table';
import { openTable } from '../../shared/storage/tables';
import { tenantRegistry } from '../../shared/tenants/registry';

export const contoso = '6d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';
export const fabrikam = '7d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11';

/** Azurite, and fresh tables on it for each test. */
export async function azuriteTables() {
  const azurite: Azurite = await startAzurite();
  const connection = { kind: 'connection-string', value: azurite.connectionString } as const;
  const credential = ownCredential('https://login.microsoftonline.com', undefined);
  let made = 0;
  return {
    stop: () => azurite.stop(),
    async fresh() {
      made += 1;
      const tenantRows = openTable(connection, credential, `tenants${made}`);
      const checkpointRows = openTable(connection, credential, `checkpoints${made}`);
      await Promise.all([tenantRows.ensure(), checkpointRows.ensure()]);
      const defaults = { sources: ['defender-xdr'], cloud: 'commercial', lookbackMs: 86_400_000 } as const;
      return {
        tenantRows,
        checkpointRows,
        tenants: tenantRegistry(tenantRows, defaults),
        checkpoints: checkpointTable(checkpointRows),
      };
    },
  };
}

export type Tables = Awaited<ReturnType<Awaited<ReturnType<typeof azuriteTables>>['fresh']>>;
