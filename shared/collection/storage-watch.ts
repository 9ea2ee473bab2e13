import type { RelayError } from '../errors';
import type { Unfinished } from './backlog';

/** So many targets in a row that storage refuses mean that it is down. */
const refusedInARow = 3;

/** A target whose page storage refused. */
export interface Refused {
  readonly unfinished: Unfinished;
  readonly fault: RelayError;
}

/**
 * Tells storage that is down from a record that storage refuses: one target's poisonous record must not stop the others,
 * and an outage must not fill the dead letters. Who is refused waits until others' pages are known to be stored, and is
 * then known to be refused for its own sake.
 */
export class StorageWatch {
  private inARow = 0;
  private hasStored = false;
  private waiting: Refused[] = [];

  get isDown(): boolean {
    return this.inARow >= refusedInARow;
  }

  /** Refused, and not known yet to be the only ones. */
  get refused(): readonly Refused[] {
    return this.waiting;
  }

  refuses(refused: Refused): void {
    this.inARow += 1;
    if (!refused.unfinished.storageWorks) this.waiting.push(refused);
  }

  stores(): void {
    this.hasStored = true;
    this.inARow = 0;
  }

  /** Those to be tried once more, because storage isn't down: none before anything has been stored in this run. */
  refusedAlone(): readonly Unfinished[] {
    if (this.isDown || !this.hasStored) return [];
    const again = this.waiting.map(({ unfinished }) => ({ ...unfinished, storageWorks: true }));
    this.waiting = [];
    return again;
  }
}
