import type { Ticks } from '../instant';
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
  /** Records asked for at once, when pages of the usual size are too large to be read. */
  readonly pageSize?: number;
  /** What can't be collected any more: the API had forgotten it before the relay could ask again. The newest ten. */
  readonly gaps?: readonly { readonly from: Ticks; readonly to: Ticks }[];
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
  /** It failed at its last attempt. */
  readonly failing: boolean;
}

/** The table `checkpoints`. Rejects `storage_failed`, `storage_conflict` and, for a row nobody can read, `row_invalid`. */
export interface Checkpoints {
  /** `etag` is undefined when there is no row yet. */
  load(key: CheckpointKey): Promise<{ readonly checkpoint: Checkpoint | undefined; readonly etag: string | undefined }>;
  /** Writes only if the row is still the one that `etag` names, or still absent. Resolves to the new ETag. */
  save(key: CheckpointKey, checkpoint: Checkpoint, etag: string | undefined): Promise<string>;
  summaries(): Promise<readonly CheckpointSummary[]>;
}
