import { z } from 'zod';
import { ticksOf } from '../cloud/ticks';
import { keyOf } from './fleet/sources';
import { openedTable } from './storage-rows';

/** What a row of the table `checkpoints` says of one source of a tenant, read as an operator would. */
export interface CheckpointRow {
  readonly state: string;
  /** The relay's error code, and the reason in words; empty when all is well. */
  readonly code: string;
  readonly reason: string;
  /** Everything before it was read or is owed; in ticks since the epoch. */
  readonly cursor: bigint | undefined;
  /** Ranges that were never read yet. Those that are only to be read again for late arrivals don't count. */
  readonly unread: number;
  /** Milliseconds since the epoch; the source isn't asked before. */
  readonly notBefore: number | undefined;
}

const schema = z.object({
  rowKey: z.string(),
  partitionKey: z.string(),
  state: z.string(),
  code: z.string().default(''),
  reason: z.string().default(''),
  cursor: z.string().optional(),
  owed: z.string().transform((text) => z.array(z.looseObject({})).parse(JSON.parse(text))),
  notBefore: z.string().optional(),
});

/** Rows by `keyOf` their tenant and source: those of Defender XDR by tenant GUID. */
export async function readCheckpoints(storage: string): Promise<ReadonlyMap<string, CheckpointRow>> {
  const table = await openedTable(storage, 'checkpoints');
  const rows = new Map<string, CheckpointRow>();
  for await (const entity of table.listEntities()) {
    const { partitionKey, rowKey, state, code, reason, cursor, owed, notBefore } = schema.parse(entity);
    rows.set(keyOf({ id: partitionKey, source: rowKey }), {
      state,
      code,
      reason,
      cursor: cursor === undefined ? undefined : ticksOf(cursor),
      unread: owed.filter((range) => range.againAt === undefined).length,
      notBefore: notBefore === undefined ? undefined : Date.parse(notBefore),
    });
  }
  return rows;
}
