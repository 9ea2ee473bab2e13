import { RelayError } from '../../shared/errors';
import { type MemoryTable, memoryTable } from '../delivery/memory-storage';

export interface WatchedTable extends MemoryTable {
  /** Calls that reached it, refused ones included. */
  readonly calls: Record<'get' | 'list' | 'merge', number>;
  /** Set to fail every call as an unreachable account does. */
  down: boolean;
  /** Called before a merge is judged: time for somebody else to change the row. */
  beforeMerge: () => Promise<void>;
}

/** A table in memory that counts what it is asked, and can fail. */
export function watchedTable(): WatchedTable {
  const table = memoryTable();
  const watched: WatchedTable = {
    ...table,
    calls: { get: 0, list: 0, merge: 0 },
    down: false,
    beforeMerge: async () => {},
    async get(partitionKey, rowKey) {
      reach('get');
      return table.get(partitionKey, rowKey);
    },
    async *list(options) {
      reach('list');
      yield* table.list(options);
    },
    async merge(partitionKey, rowKey, columns, etag) {
      reach('merge');
      await watched.beforeMerge();
      return table.merge(partitionKey, rowKey, columns, etag);
    },
  };
  const reach = (what: keyof WatchedTable['calls']) => {
    watched.calls[what] += 1;
    if (watched.down) throw new RelayError('storage_failed', 'The table destinations failed (503)');
  };
  return watched;
}
