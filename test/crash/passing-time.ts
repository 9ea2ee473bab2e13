import { openedTable } from '../../sandbox/program/storage-rows';

/** `COLLECT_OVERLAP` of the app under test. */
export const overlap = { setting: 'PT1M', ms: 60_000 } as const;

/** The clock of the simulated cloud, which decides what is to be read again. It runs, and time may pass at once. */
export class ApiClock {
  #ahead = 0;

  /** Milliseconds since the epoch. */
  readonly now = (): number => Date.now() + this.#ahead;

  /** Not while the app waits for an answer: that would then have taken as long. */
  pass(ms: number): void {
    this.#ahead += ms;
  }
}

const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

/**
 * Rewrites rows as if an hour had passed for whoever reads them next: the claims that a dead process left, which last a
 * minute, are over; a circuit may be probed; and the calls of the last minute and hour, of which a tenant's owed ranges
 * get only so many, no longer count.
 */
export async function letTimePass(storage: string): Promise<void> {
  await Promise.all([letCheckpointsAge(storage), letDeliveriesEnd(storage), letCircuitsEnd(storage)]);
}

async function letCheckpointsAge(storage: string): Promise<void> {
  const table = await openedTable(storage, 'checkpoints');
  const rows = table.listEntities<{ readonly claimUntil?: string; readonly calls?: string }>();
  for await (const { partitionKey = '', rowKey = '', claimUntil, calls } of rows) {
    const over = claimUntil === undefined ? {} : { claimUntil: anHourAgo() };
    // Its numbers are instants and counts; all of them begin anew.
    const none = calls === undefined ? {} : { calls: calls.replace(/\d+/g, '0') };
    await table.updateEntity({ partitionKey, rowKey, ...none, ...over }, 'Merge');
  }
}

async function letDeliveriesEnd(storage: string): Promise<void> {
  const table = await openedTable(storage, 'deliveries');
  const queryOptions = { filter: "claimUntil ge ''", select: ['PartitionKey', 'RowKey'] };
  for await (const { partitionKey = '', rowKey = '' } of table.listEntities({ queryOptions })) {
    await table.updateEntity({ partitionKey, rowKey, claimUntil: anHourAgo() }, 'Merge');
  }
}

async function letCircuitsEnd(storage: string): Promise<void> {
  const table = await openedTable(storage, 'destinations');
  for await (const { partitionKey = '', rowKey = '', circuitUntil } of table.listEntities<{
    circuitUntil?: string;
  }>()) {
    if (circuitUntil) await table.updateEntity({ partitionKey, rowKey, circuitUntil: anHourAgo() }, 'Merge');
  }
}
