import { minute, second } from '../../duration';
import { RelayError } from '../../errors';
import { collectTarget, type SliceResult, type TargetCollector } from '../collect-target';
import type { Stage } from '../steps';
import { keyOf, type Target } from '../target';
import { fewestCalls, type Grant, park, takeCalls } from './call-budget';
import type { ReplayDeps, Replayed, ReplayNews, ReplayOrder } from './contract';
import { ReplayProgress } from './replay-progress';
import { ReplaySender } from './replay-sender';

/** After faults that pass by themselves, such as a network's; then it gives up. */
const waitsAfterFaults = [5 * second, 15 * second, 30 * second, minute, minute];

/**
 * Asks a target's API again for all records of a range and sends what it answers, whatever was sent before. It is the
 * owed work of collection, with a checkpoint of its own in memory: of the real one it only takes calls, so that both
 * together stay within the quota. Waits for quota, and as long as the API asks. Faults end up in the result; rejects only
 * for what nobody foresaw.
 */
export async function replayTarget(
  deps: ReplayDeps,
  target: Target,
  order: ReplayOrder,
  tell: (news: ReplayNews) => void,
): Promise<Replayed> {
  return new TargetReplay(deps, target, order, tell).run();
}

/** One replay of one target, while it runs. */
class TargetReplay {
  private readonly sender: ReplaySender;
  private progress: ReplayProgress;
  private stage: Stage = { liveDone: true };
  private calls = 0;
  private faultsInARow = 0;
  private unused: Grant | undefined;

  constructor(
    private readonly deps: ReplayDeps,
    private readonly target: Target,
    private readonly order: ReplayOrder,
    private readonly tell: (news: ReplayNews) => void,
  ) {
    const { destinations, dryRun } = order;
    const retry = { relayowed: destinations.join(','), relaybypass: true } as const;
    this.sender = new ReplaySender(order, async (event) => {
      if (!dryRun) await deps.events.put(event, retry);
    });
    this.progress = new ReplayProgress(order, undefined, this.now());
  }

  async run(): Promise<Replayed> {
    for (;;) {
      try {
        if (await this.readOn()) return this.ended();
      } catch (error) {
        if (!(error instanceof RelayError)) throw error;
        if (!(await this.getOver(error))) return this.ended(error);
      }
    }
  }

  /** Some requests, once they may be made; whether all is read. Rejects with the fault of what it asked. */
  private async readOn(): Promise<boolean> {
    const grant = await this.callsToMake();
    if (!grant) return false;
    if (this.calls === 0) await this.learn();
    // One less, because the last answer may take one more.
    const slice = { calls: grant.calls - 1, lanes: 'all', deadline: grant.until, stage: this.stage } as const;
    const result = await collectTarget(this.collector(), this.target, slice);
    this.unused = { ...grant, calls: grant.calls - result.calls };
    this.note(result, grant);
    if (result.fault) throw result.fault;
    return result.end === 'done';
  }

  /** Undefined after a wait. What is left of the last ones is used up first, while it holds. */
  private async callsToMake(): Promise<Grant | undefined> {
    const { unused } = this;
    const left = unused && this.now() < unused.until ? unused.calls : 0;
    if (unused && left >= fewestCalls) return unused;
    const taken = await takeCalls(this.deps.collector.checkpoints, keyOf(this.target), this.now());
    this.unused = undefined;
    if (!('why' in taken)) return { ...taken, calls: taken.calls + left };
    await this.wait(taken.why, taken.until);
    return undefined;
  }

  /** What collection has found out about this API. */
  private async learn(): Promise<void> {
    const { checkpoint } = await this.deps.collector.checkpoints.load(keyOf(this.target));
    this.progress = new ReplayProgress(this.order, checkpoint, this.now());
  }

  private note({ calls, stage, fault }: SliceResult, { made }: Grant): void {
    this.calls += calls;
    this.stage = stage;
    if (fault && calls <= 1) return;
    this.faultsInARow = 0;
    const { remaining } = this.progress;
    this.tell({ kind: 'read', found: this.sender.found, made, ...(remaining && { remaining }) });
  }

  /** Waits until the same may be tried again; false when that is of no use. */
  private async getOver(fault: RelayError): Promise<boolean> {
    const { checkpoints } = this.deps.collector;
    const asked = this.progress.notBefore ?? 0;
    if (fault.code === 'throttled') {
      await park(checkpoints, keyOf(this.target), fault, this.now());
      await this.wait('parked', Math.max(asked, this.now() + second), fault.message);
      return true;
    }
    const pause = waitsAfterFaults[this.faultsInARow];
    if (fault.level !== 'transient' || pause === undefined) return false;
    this.faultsInARow += 1;
    await this.wait('fault', Math.max(asked, this.now() + pause), fault.message);
    return true;
  }

  private async wait(why: Extract<ReplayNews, { kind: 'waits' }>['why'], until: number, reason?: string) {
    this.tell({ kind: 'waits', why, until, ...(reason !== undefined && { reason }) });
    await this.deps.collector.clock.sleep(Math.max(0, until - this.now()));
  }

  /** Collection's own, but with this replay's checkpoint and sender; the tenant's state is none of its business. */
  private collector(): TargetCollector {
    const { sender, progress: checkpoints } = this;
    const { put, keep } = sender;
    // Each range is read once: what arrives late is found by collection.
    return { ...this.deps.collector, checkpoints, put, keep, overlapMs: 0, setTenantStatus: async () => {} };
  }

  private ended(fault?: RelayError): Replayed {
    const { calls, sender, progress } = this;
    const { remaining, tooLarge } = progress;
    return { found: sender.found, calls, tooLarge, ...(remaining && { remaining }), ...(fault && { fault }) };
  }

  private now(): number {
    return this.deps.collector.clock.now();
  }
}
