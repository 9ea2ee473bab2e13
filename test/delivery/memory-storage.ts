import type { Clock } from '../../shared/clock';
import { RelayError } from '../../shared/errors';
import type { BlobContainer } from '../../shared/storage/blobs';
import { checkEntityLimits } from '../../shared/storage/entity-limits';
import { encodedBytes, maxEncodedBytes, type Queue } from '../../shared/storage/queues';
import type { Cell, Columns, Row, Table } from '../../shared/storage/tables';

/** A queue whose visibility follows the fake clock: Azurite's can't be made to pass in an instant. */
export interface MemoryQueue extends Queue {
  /** All texts, hidden ones included. */
  texts(): readonly string[];
  /** Milliseconds from now until each message is visible. */
  hidden(): readonly number[];
  /** Fails this many of the next puts. */
  failPuts(count: number): void;
}

export function memoryQueue(clock: Clock): MemoryQueue {
  let messages: { id: string; receipt: number; text: string; putAt: number; visibleAt: number }[] = [];
  let [ids, receipts, failing] = [0, 0, 0];
  return {
    ensure: async () => {},
    async put(text, hiddenMs = 0) {
      if (failing > 0) {
        failing -= 1;
        throw new RelayError('storage_failed', 'Queue: putting a message failed (503)');
      }
      if (encodedBytes(text) > maxEncodedBytes) throw new RelayError('storage_failed', 'RequestBodyTooLarge');
      ids += 1;
      messages.push({ id: String(ids), receipt: 0, text, putAt: clock.now(), visibleAt: clock.now() + hiddenMs });
    },
    async receive(leaseMs) {
      const due = messages.filter(({ visibleAt }) => visibleAt <= clock.now()).slice(0, 32);
      return due.map((message) => {
        receipts += 1;
        Object.assign(message, { receipt: receipts, visibleAt: clock.now() + leaseMs });
        return { text: message.text, handle: { id: message.id, receipt: String(receipts) } };
      });
    },
    async remove({ handle }) {
      messages = messages.filter(({ id, receipt }) => id !== handle.id || String(receipt) !== handle.receipt);
    },
    async hide({ handle }, hiddenMs) {
      const message = messages.find(({ id, receipt }) => id === handle.id && String(receipt) === handle.receipt);
      if (message) message.visibleAt = clock.now() + hiddenMs;
    },
    depth: async () => messages.length,
    oldestPutMs: async () => {
      const put = messages.filter(({ visibleAt }) => visibleAt <= clock.now()).map(({ putAt }) => putAt);
      return put.length > 0 ? Math.min(...put) : undefined;
    },
    texts: () => messages.map(({ text }) => text),
    hidden: () => messages.map(({ visibleAt }) => visibleAt - clock.now()),
    failPuts: (count) => {
      failing = count;
    },
  };
}

export interface MemoryContainer extends BlobContainer {
  readonly blobs: Map<string, string>;
}

export function memoryContainer(): MemoryContainer {
  const blobs = new Map<string, string>();
  return {
    blobs,
    ensure: async () => {},
    write: async (name, content) => {
      blobs.set(name, content);
    },
    read: async (name) => {
      const content = blobs.get(name);
      return content === undefined ? undefined : Buffer.from(content);
    },
    remove: async (name) => {
      blobs.delete(name);
    },
  };
}

export interface MemoryTable extends Table {
  rows(): readonly Row[];
}

/** Rows in the order of their keys; filters are not evaluated, so it is for readers of whole tables only. */
export function memoryTable(): MemoryTable {
  const rows = new Map<string, Row>();
  let version = 0;
  const key = (partitionKey: string, rowKey: string) => JSON.stringify([partitionKey, rowKey]);
  const write = (partitionKey: string, rowKey: string, columns: Columns) => {
    const present = Object.fromEntries(Object.entries(columns).filter(([, cell]) => cell !== undefined));
    checkEntityLimits({ ...(present as Record<string, Cell>), partitionKey, rowKey });
    version += 1;
    rows.set(key(partitionKey, rowKey), { partitionKey, rowKey, etag: String(version), columns: present });
    return String(version);
  };
  const unchanged = (partitionKey: string, rowKey: string, etag: string | undefined) => {
    const row = rows.get(key(partitionKey, rowKey));
    if (row?.etag !== etag) throw new RelayError('storage_conflict', 'Table: somebody else changed it (412)');
    return row?.columns ?? {};
  };
  const all = () => [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return {
    rows: all,
    ensure: async () => {},
    get: async (partitionKey, rowKey) => rows.get(key(partitionKey, rowKey)),
    async *list() {
      yield* all();
    },
    async insert(partitionKey, rowKey, columns) {
      unchanged(partitionKey, rowKey, undefined);
      return write(partitionKey, rowKey, columns);
    },
    async replace(partitionKey, rowKey, columns, etag) {
      unchanged(partitionKey, rowKey, etag);
      return write(partitionKey, rowKey, columns);
    },
    async merge(partitionKey, rowKey, columns, etag) {
      const before = unchanged(partitionKey, rowKey, etag);
      return write(partitionKey, rowKey, { ...before, ...columns });
    },
    put: async (partitionKey, rowKey, columns) => {
      write(partitionKey, rowKey, columns);
    },
    remove: async (partitionKey, rowKey) => {
      rows.delete(key(partitionKey, rowKey));
    },
  };
}
