import { minute } from '../duration';
import type { Checkpoint, CheckpointKey, Checkpoints } from './checkpoint';
import { healthy, isDue } from './health';
import { neverRead } from './progress';
import { noCalls } from './quota';
import { SeenVersions } from './seen';

/** While a page is being sent, others leave the checkpoint alone for this long. */
const claimMs = minute;
/** A quiet tenant's row is written no more often than this. */
const quietSaveMs = 5 * minute;

/**
 * A checkpoint as one run holds it. Every write goes through its ETag, so of two runs on one row one wins, and the other
 * gets `storage_conflict` before it has sent anything.
 */
export class HeldCheckpoint {
  private constructor(
    private readonly checkpoints: Checkpoints,
    private readonly key: CheckpointKey,
    private readonly owner: string,
    private etag: string | undefined,
    private held: Checkpoint,
  ) {}

  static async load(checkpoints: Checkpoints, key: CheckpointKey, owner: string, now: number): Promise<HeldCheckpoint> {
    const { checkpoint, etag } = await checkpoints.load(key);
    return new HeldCheckpoint(checkpoints, key, owner, etag, checkpoint ?? newCheckpoint(now));
  }

  get value(): Checkpoint {
    return this.held;
  }

  /**
   * Not parked, and not claimed. A claim of this process counts too: a batch of the queue `tenants` may run beside the
   * timer. A run's own claim is given up before it asks again.
   */
  mayWork(now: number): boolean {
    return isDue(this.held.health, now) && !isClaimed(this.held, now);
  }

  /** Before the first send of a page. */
  async claim(now: number): Promise<void> {
    await this.write({ ...this.held, claim: { owner: this.owner, until: now + claimMs } });
  }

  /** Writes the row and gives up the claim. */
  async save(next: Checkpoint, now: number): Promise<void> {
    const { claim: _released, ...rest } = next;
    await this.write({ ...rest, lastSaved: now });
  }

  /** As `save`, but a step that changed nothing that a restart would miss is only kept in memory. */
  async saveIfWorth(next: Checkpoint, now: number): Promise<void> {
    const before = this.held;
    const changed = next.collected !== before.collected || next.progress.owed !== before.progress.owed;
    const quietFor = now - (before.lastSaved ?? Number.NEGATIVE_INFINITY);
    if (changed || next.health !== before.health || quietFor >= quietSaveMs) await this.save(next, now);
    else this.held = next;
  }

  private async write(next: Checkpoint): Promise<void> {
    this.etag = await this.checkpoints.save(this.key, next, this.etag);
    this.held = next;
  }
}

export function isClaimed({ claim }: Checkpoint, now: number): boolean {
  return claim !== undefined && claim.until > now;
}

export function newCheckpoint(now: number): Checkpoint {
  return { progress: neverRead, seen: new SeenVersions(), health: healthy(now), owedCalls: noCalls, collected: 0 };
}
