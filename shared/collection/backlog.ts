import type { Clock } from '../clock';
import type { SliceResult } from './collect-target';
import type { Stage } from './steps';
import type { Target } from './target';

/** A target with work left in this run. */
export interface Unfinished {
  readonly target: Target;
  readonly stage: Stage;
  /** Storage refused its page, and has stored another's since. */
  readonly storageWorks?: boolean;
}

/** A tenant that changes faster than this is read on in the next run: its owed ranges have their turn. */
const liveCallsPerRun = 8;

/** What a run still has to do: live requests before owed ones, each target in its turn. */
export class Backlog {
  private readonly live: Unfinished[] = [];
  private readonly owed: Unfinished[] = [];
  /** Over their quota for owed work, or until the running second is over: they go on at an instant within this run. */
  private readonly resting: (Unfinished & { readonly until: number })[] = [];
  private readonly liveCalls = new Map<Target, number>();

  constructor(
    private readonly clock: Clock,
    private readonly deadline: number,
  ) {}

  get size(): number {
    return this.live.length + this.owed.length + this.resting.length;
  }

  /** Whether there is work that needn't wait. */
  get isReady(): boolean {
    return this.live.length + this.owed.length > 0;
  }

  add(unfinished: Unfinished): void {
    (unfinished.stage.liveDone ? this.owed : this.live).push(unfinished);
  }

  /** After a slice that left work. */
  addAfter(target: Target, { stage, calls, resumeAt = 0 }: SliceResult): void {
    const liveCalls = (this.liveCalls.get(target) ?? 0) + (stage.liveDone ? 0 : calls);
    this.liveCalls.set(target, liveCalls);
    const next = { target, stage: { ...stage, liveDone: stage.liveDone || liveCalls >= liveCallsPerRun } };
    if (resumeAt > this.clock.now()) this.resting.push({ ...next, until: resumeAt });
    else this.add(next);
  }

  /** The next to work on, perhaps after a while; undefined when there is none before the run ends. */
  async next(): Promise<Unfinished | undefined> {
    return this.live.shift() ?? this.owed.shift() ?? (await this.rested());
  }

  private async rested(): Promise<Unfinished | undefined> {
    this.resting.sort((a, b) => a.until - b.until);
    const [first] = this.resting;
    if (!first || first.until >= this.deadline) return undefined;
    this.resting.shift();
    await this.clock.sleep(Math.max(0, first.until - this.clock.now()));
    return first;
  }
}
