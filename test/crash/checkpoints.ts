import { z } from 'zod';
import { openedTable } from '../../sandbox/program/storage-rows';

const schema = z.looseObject({
  partitionKey: z.string(),
  rowKey: z.string(),
  owed: z
    .string()
    .transform((text) => z.array(z.looseObject({ againAt: z.string().optional() })).parse(JSON.parse(text))),
});

export type CheckpointRow = z.infer<typeof schema>;

/** The rows of the table `checkpoints`, with all their columns. */
export async function checkpointRows(storage: string): Promise<CheckpointRow[]> {
  const table = await openedTable(storage, 'checkpoints');
  const rows: CheckpointRow[] = [];
  for await (const entity of table.listEntities()) rows.push(schema.parse(entity));
  return rows;
}

/** Ranges that were never read, or that a run which began then (by the API's clock) should have read again. */
export function dueRanges(rows: readonly CheckpointRow[], began: number): number {
  const due = rows.flatMap(({ owed }) =>
    owed.filter(({ againAt }) => againAt === undefined || Date.parse(againAt) <= began),
  );
  return due.length;
}
