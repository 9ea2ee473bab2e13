import { RelayError } from '../../errors';
import { isoOf } from '../../instant';
import type { Table } from '../../storage/tables';
import type { Digest } from '../digest';
import { columnsOf, rowOf } from './columns';
import { type DeliveryRow, emptyRow } from './delivery-row';
import {
  type Ending,
  judge,
  outcomeOf,
  type Passage,
  revived,
  withClaim,
  withEnding,
  withoutClaim,
  withRepeat,
} from './journal';
import { type DeliveryKey, rowKeyOf } from './key';
import type { Version } from './version';

/**
 * How long a row may stay claimed: longer than any destination takes for one send, with its reading of secrets. Past
 * it whoever claimed the row is taken for dead.
 */
export const claimMs = 60_000;

/** Times a row that others write too is read again before giving up. */
const mostTries = 10;

/** A claim that is held: nobody else sends a version of this record to this destination. */
export interface Held {
  readonly row: DeliveryRow;
  readonly etag: string;
  readonly owner: string;
}

export type Claimed =
  | { readonly kind: 'held'; readonly held: Held; readonly last: Digest | undefined }
  /** Both are recorded already: the copy may be forgotten. */
  | { readonly kind: 'repeat' }
  | { readonly kind: 'superseded'; readonly by: Version }
  /** Not now; nothing is claimed. `until`: milliseconds since the epoch. */
  | { readonly kind: 'busy'; readonly until: number };

/**
 * The table `deliveries`: which version each destination has of each record, and who is sending one now. It is what
 * drops repeats, keeps an older version from arriving after a newer one, and counts. Rejects `storage_failed`.
 */
export interface Deliveries {
  /** Claims the record for one send, unless this version has ended or a newer one has been delivered. */
  claim(key: DeliveryKey, passage: Passage, nowMs: number): Promise<Claimed>;
  /** Records where a version stands now, and gives up the claim if there is one. */
  record(key: DeliveryKey, passage: Passage, ending: Ending, held?: Held): Promise<void>;
  /** A dead-lettered version is on its way again, to where it died or (`diedHere` false) to another destination. */
  revive(key: DeliveryKey, version: Version, at: string, diedHere: boolean): Promise<void>;
  read(key: DeliveryKey): Promise<DeliveryRow>;
}

export function deliveryTable({ table, owner }: { table: Table; owner: () => string }): Deliveries {
  const stored = async (key: DeliveryKey) => {
    const found = await table.get(key.tenantId, rowKeyOf(key));
    return { row: found ? rowOf(found.columns) : emptyRow, etag: found?.etag };
  };
  /** Undefined when somebody else has written the row since `etag` was read. */
  const write = async (key: DeliveryKey, row: DeliveryRow, etag: string | undefined) => {
    const [rowKey, columns] = [rowKeyOf(key), columnsOf(row)];
    try {
      if (etag === undefined) return await table.insert(key.tenantId, rowKey, columns);
      return await table.replace(key.tenantId, rowKey, columns, etag);
    } catch (error) {
      if (error instanceof RelayError && error.code === 'storage_conflict') return undefined;
      throw error;
    }
  };
  /** Writes what `change` makes of the row, over and over while others write it too; nothing when it changes nothing. */
  const update = async (key: DeliveryKey, change: (row: DeliveryRow) => DeliveryRow, first?: Held) => {
    let { row, etag }: { row: DeliveryRow; etag: string | undefined } = first ?? (await stored(key));
    for (let tries = 0; tries < mostTries; tries += 1) {
      const next = change(row);
      if (next === row || (await write(key, next, etag)) !== undefined) return;
      ({ row, etag } = await stored(key));
    }
    throw new RelayError('storage_conflict', `Table deliveries: a row of tenant ${key.tenantId} never stood still.`);
  };

  return {
    async claim(key, passage, nowMs) {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const { row, etag } = await stored(key);
        const verdict = judge(row, passage, nowMs);
        const at = isoOf(nowMs);
        if (verdict.kind === 'send') {
          const claim = { owner: owner(), id: passage.version.id, until: nowMs + claimMs };
          const claimed = withClaim(row, passage, claim, at);
          const next = await write(key, claimed, etag);
          if (next === undefined) continue;
          return { kind: 'held', held: { row: claimed, etag: next, owner: claim.owner }, last: row.received?.digest };
        }
        const attempts = outcomeOf(row, passage.version)?.attempts ?? 0;
        if (verdict.kind === 'busy') {
          const seen = outcomeOf(row, passage.version)
            ? row
            : withEnding(row, passage, { state: 'waiting', attempts, at });
          if (seen === row || (await write(key, seen, etag)) !== undefined) return verdict;
          continue;
        }
        const reason = 'a newer version was delivered before';
        const ended =
          verdict.kind === 'repeat'
            ? withRepeat(row)
            : withEnding(row, passage, { state: 'superseded', attempts, at, reason });
        if ((await write(key, ended, etag)) !== undefined) return verdict;
      }
      return { kind: 'busy', until: nowMs };
    },
    record: (key, passage, ending, held) =>
      update(key, (row) => withEnding(held ? withoutClaim(row, passage, held.owner) : row, passage, ending), held),
    revive: (key, version, at, diedHere) => update(key, (row) => revived(row, version, at, diedHere)),
    read: async (key) => (await stored(key)).row,
  };
}
