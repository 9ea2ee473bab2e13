import { day } from '../../duration';
import { earlier, later, type Ticks, ticksOfMs } from '../../instant';
import type { Checkpoint, Checkpoints } from '../checkpoint';
import { newCheckpoint } from '../held-checkpoint';
import type { Range } from '../progress';
import { noCalls } from '../quota';
import { wholeSeconds } from '../split';

/** Records last updated in `[from, to)`. */
export interface ReplayRange {
  readonly from: Ticks;
  readonly to: Ticks;
}

/**
 * The checkpoint of a replay: the range is owed, nothing is live, and nothing of it is stored. Its calls are counted in
 * the target's real checkpoint, and nothing else is written there.
 */
export class ReplayProgress implements Checkpoints {
  private held: Checkpoint;

  /** `known`: the real checkpoint, which tells what this API can't do. */
  constructor(
    private readonly asked: ReplayRange,
    known: Checkpoint | undefined,
    now: number,
  ) {
    const { coarse, openOnly } = known?.progress ?? {};
    this.held = {
      ...newCheckpoint(now),
      progress: {
        marks: [],
        // Whole seconds, because an API that rounds bounds would otherwise hide what lies at the ends.
        owed: [{ ...wholeSeconds(asked), step: ticksOfMs(day) }],
        ...(coarse && { coarse }),
        ...(openOnly && { openOnly }),
      },
      ...(known?.pageSize !== undefined && { pageSize: known.pageSize }),
    };
  }

  async load(): ReturnType<Checkpoints['load']> {
    return { checkpoint: { ...this.held, owedCalls: noCalls }, etag: 'in memory' };
  }

  async save(...[, checkpoint]: Parameters<Checkpoints['save']>): Promise<string> {
    this.held = checkpoint;
    return 'in memory';
  }

  async summaries(): ReturnType<Checkpoints['summaries']> {
    return [];
  }

  /** Not before this instant (milliseconds since the epoch), because the API asked for it. */
  get notBefore(): number | undefined {
    return this.held.health.notBefore;
  }

  /** From the oldest to the newest that isn't read; undefined when all is. It is read from the newest back. */
  get remaining(): ReplayRange | undefined {
    const left = this.held.progress.owed.filter(({ tooLarge }) => !tooLarge).reduce(hull, undefined);
    return left && { from: later(left.from, this.asked.from), to: earlier(left.to, this.asked.to) };
  }

  /** Where a record was too large to be read, and was passed over. */
  get tooLarge(): readonly ReplayRange[] {
    return this.held.progress.owed.filter(({ tooLarge }) => tooLarge);
  }
}

function hull(known: ReplayRange | undefined, { from, to }: Range): ReplayRange | undefined {
  return known ? { from: earlier(known.from, from), to: later(known.to, to) } : { from, to };
}
