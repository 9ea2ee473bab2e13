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
