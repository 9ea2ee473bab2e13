import { afterAll, beforeAll } from 'vitest';
import { type Azurite, startAzurite } from '../../sandbox/azurite';
import { ownCredential } from '../../shared/access/identity';
import { openStorage, type Storage } from '../../shared/storage/storage';
import { openTable, type Table } from '../../shared/storage/tables';

/** One Azurite for the tests of a file. It can be used inside of tests and hooks. */
export interface AzuriteOfFile {
  readonly connectionString: string;
  /** A table that no other test has, and that is there. */
  freshTable(): Promise<Table>;
  /** The relay's whole storage, with the names it has in Azure; nothing of it is made yet. */
  storage(connectionString?: string): Storage;
}

/** Starts Azurite before the first test of the file that calls this at its top, and stops it after the last. */
export function useAzurite(): AzuriteOfFile {
  // Opened with the account's key, so that nobody is asked for a token.
  const credential = ownCredential('https://login.microsoftonline.com', undefined);
  let azurite: Azurite | undefined;
  let tables = 0;
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite?.stop());
  const started = () => {
    if (!azurite) throw new Error('Azurite runs only during tests and their hooks.');
    return azurite.connectionString;
  };
  const connectionTo = (value: string) => ({ kind: 'connection-string', value }) as const;
  return {
    get connectionString() {
      return started();
    },
    async freshTable() {
      tables += 1;
      const table = openTable(connectionTo(started()), credential, `table${tables}`);
      await table.ensure();
      return table;
    },
    storage: (connectionString = started()) => openStorage(connectionTo(connectionString), credential),
  };
}
