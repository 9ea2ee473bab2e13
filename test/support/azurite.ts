import { ownCredential } from '../../shared/access/identity';
import { openStorage, type Storage } from '../../shared/storage/storage';
import { openTable, type Table } from '../../shared/storage/tables';
import { freshAccount } from './fresh-account';

/** An empty storage account in Azurite for the tests of a file. */
export interface AzuriteOfFile {
  readonly connectionString: string;
  /** A table that no other test has, and that is there. */
  freshTable(): Promise<Table>;
  /** The relay's whole storage, with the names it has in Azure; nothing of it is made yet. */
  storage(connectionString?: string): Storage;
}

export function useAzurite(): AzuriteOfFile {
  // Opened with the account's key, so that nobody is asked for a token.
  const credential = ownCredential('https://login.microsoftonline.com', undefined);
  const { connectionString } = freshAccount();
  let tables = 0;
  const connectionTo = (value: string) => ({ kind: 'connection-string', value }) as const;
  return {
    connectionString,
    async freshTable() {
      tables += 1;
      const table = openTable(connectionTo(connectionString), credential, `table${tables}`);
      await table.ensure();
      return table;
    },
    storage: (other = connectionString) => openStorage(connectionTo(other), credential),
  };
}
