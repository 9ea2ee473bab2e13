import type { Health } from './health';
import type { Progress } from './progress';
import type { OwedCalls } from './quota';
import type { SeenVersions } from './seen';

/** Everything the relay remembers about one source of one tenant. Instants are milliseconds since the epoch. */
export interface Checkpoint {
  readonly progress: Progress;
  readonly seen: SeenVersions;
  readonly health: Health;
  readonly owedCalls: OwedCalls;
  /** Who is sending a page now, and until when others leave it alone. */
  readonly claim?: { readonly owner: string; readonly until: number };
  readonly lastAttempt?: number;
  readonly lastSuccess?: number;
  readonly lastSaved?: number;
  /** Versions put on the queue since the row was made. */
  readonly collected: number;
}

export interface CheckpointKey {
  readonly tenantId: string;
  readonly source: string;
}

/** What choosing and ordering targets needs. */
export interface CheckpointSummary extends CheckpointKey {
  readonly notBefore?: number;
  readonly lastAttempt?: number;
}

/** The table `checkpoints`. Rejects `storage_failed`, `storage_conflict` and, for a row nobody can read, `row_invalid`. */
export interface Checkpoints {
  /** `etag` is undefined when there is no row yet. */
  load(key: CheckpointKey): Promise<{ readonly checkpoint: Checkpoint | undefined; readonly etag: string | undefined }>;
  /** Writes only if the row is still the one that `etag` names, or still absent. Resolves to the new ETag. */
  save(key: CheckpointKey, checkpoint: Checkpoint, etag: string | undefined): Promise<string>;
  summaries(): Promise<readonly CheckpointSummary[]>;
}
