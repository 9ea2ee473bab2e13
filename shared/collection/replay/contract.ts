import type { RelayError } from '../../errors';
import type { EventQueue } from '../../events/event-queue';
import type { TargetCollector } from '../collect-target';
import type { Grant, Pause } from './call-budget';
import type { ReplayRange } from './replay-progress';
import type { Found } from './replay-sender';

export interface ReplayDeps {
  /** What collection works with; `checkpoints` are the real ones. */
  readonly collector: TargetCollector;
  readonly events: Pick<EventQueue, 'put'>;
}

export interface ReplayOrder extends ReplayRange {
  /** Names; never empty, unless it is a dry run. */
  readonly destinations: readonly string[];
  /** Only ask and count. */
  readonly dryRun: boolean;
}

/** What happens while a replay runs. Instants are milliseconds since the epoch. */
export type ReplayNews =
  | {
      readonly kind: 'read';
      readonly found: Found;
      /** What isn't read yet; absent when all is. */
      readonly remaining?: ReplayRange;
      readonly made: Grant['made'];
    }
  | { readonly kind: 'waits'; readonly why: Pause['why'] | 'fault'; readonly until: number; readonly reason?: string };

/** How the replay of one source ended. */
export interface Replayed {
  readonly found: Found;
  readonly calls: number;
  /** What was not read, because of `fault`. */
  readonly remaining?: ReplayRange;
  readonly fault?: RelayError;
  /** Where a record was too large to be read, and is missing. */
  readonly tooLarge: readonly ReplayRange[];
}
