import { openedTable } from '../../sandbox/program/storage-rows';

interface Row {
  readonly claimUntil?: string;
  readonly calls?: string;
}

/**
 * Rewrites checkpoints as if an hour had passed: a claim, which lasts a minute, is over; and the calls of the last minute
 * and hour, of which a tenant's owed ranges get only so many, no longer count.
 */
export async function letClaimsEnd(storage: string): Promise<void> {
  const table = await openedTable(storage, 'checkpoints');
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  for await (const { partitionKey = '', rowKey = '', claimUntil, calls } of table.listEntities<Row>()) {
    const over = claimUntil === undefined ? {} : { claimUntil: anHourAgo };
    // Its numbers are instants and counts; all of them begin anew.
    const none = calls === undefined ? {} : { calls: calls.replace(/\d+/g, '0') };
    await table.updateEntity({ partitionKey, rowKey, ...none, ...over }, 'Merge');
  }
}
