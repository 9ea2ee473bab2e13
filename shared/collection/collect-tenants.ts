import { second } from '../duration';
import { messageOf, type RelayError } from '../errors';
import { inParallel } from '../parallel';
import { collectTarget, type Slice, type SliceResult, type TargetCollector } from './collect-target';
import { dueTargets, type TargetSelection } from './due-targets';
import { recordCredentialFault } from './record-fault';
import type { Stage } from './steps';
import { placeOf, type Target } from './target';

export interface FleetCollector extends TargetCollector, TargetSelection {
  readonly concurrency: number;
  readonly inlineTenants: number;
  /** Puts a batch of tenants on the queue `tenants`, to be collected on another instance. */
  readonly handOver: (tenantIds: readonly string[]) => Promise<void>;
}

/** What a run did. */
export interface RunSummary {
  readonly targets: number;
  readonly calls: number;
  readonly sent: number;
  readonly failed: number;
  readonly waiting: number;
  /** Targets with work left when the run ended. */
  readonly unfinished: number;
  readonly handedOver: number;
  readonly durationMs: number;
}

/** A run ends before the next minute's begins. */
export const runDurationMs = 50 * second;
/** Work that is left goes round in slices of this many requests, so that no target waits for another's history. */
const callsPerSlice = 5;
/** A tenant that changes faster than this is read on in the next run: its owed ranges have their turn. */
const liveCallsPerRun = 8;
const handOverBatch = 50;

/**
 * One run over the tenants: first one live request for every due target, the longest unattempted first; then what is
 * left, live before owed, in rounds until the deadline. `only` limits it to tenants another run handed over.
 * Rejects with what nobody foresaw in a target, but only once all the others had their turn.
 */
export async function collectTenants(collector: FleetCollector, only?: readonly string[]): Promise<RunSummary> {
  const { clock, log } = collector;
  const began = clock.now();
  const due = await dueTargets(collector, only);
  const { inline, handedOver } = divide(due, only ? due.length : collector.inlineTenants);
  await handOver(collector, handedOver);
  const run = new Run(collector, began + runDurationMs);
  await run.work(inline);
  const summary = {
    ...run.summary(),
    targets: inline.length,
    handedOver: handedOver.length,
    durationMs: clock.now() - began,
  };
  log('info', 'collect.finished', { ...summary });
  run.throwUnforeseen();
  return summary;
}

function divide(
  targets: readonly Target[],
  inlineTenants: number,
): { inline: readonly Target[]; handedOver: readonly string[] } {
  const ids = [...new Set(targets.map(({ tenant }) => tenant.id))];
  const mine = new Set(ids.slice(0, inlineTenants));
  return { inline: targets.filter(({ tenant }) => mine.has(tenant.id)), handedOver: ids.slice(inlineTenants) };
}

async function handOver({ handOver: put, log }: FleetCollector, tenantIds: readonly string[]): Promise<void> {
  for (let at = 0; at < tenantIds.length; at += handOverBatch) await put(tenantIds.slice(at, at + handOverBatch));
  if (tenantIds.length > 0) log('info', 'collect.handed-over', { tenants: tenantIds.length });
}

interface Unfinished {
  readonly target: Target;
  readonly stage: Stage;
}

class Run {
  private readonly ended: SliceResult[] = [];
  private readonly unforeseen: Error[] = [];
  private readonly brokenCredentials = new Map<string, RelayError>();
  private readonly liveCalls = new Map<Target, number>();
  private storageIsDown = false;
  /** Live requests go before owed ones. */
  private readonly live: Unfinished[] = [];
  private readonly owed: Unfinished[] = [];
  /** Over their quota for owed work, until an instant within this run. */
  private readonly resting: (Unfinished & { readonly until: number })[] = [];

  constructor(
    private readonly collector: FleetCollector,
    private readonly deadline: number,
  ) {}

  async work(targets: readonly Target[]): Promise<void> {
    const first = { calls: 1, lanes: 'live', stage: { liveDone: false } } as const;
    await inParallel(this.collector.concurrency, targets, (target) => this.take(target, first));
    const workers = Array.from({ length: this.collector.concurrency }, () => this.workOff());
    await Promise.all(workers);
  }

  summary() {
    const total = (of: (result: SliceResult) => number) => this.ended.reduce((sum, result) => sum + of(result), 0);
    return {
      calls: total(({ calls }) => calls),
      sent: total(({ sent }) => sent),
      failed: total(({ end }) => Number(end === 'failed')) + this.unforeseen.length,
      waiting: total(({ end }) => Number(end === 'waiting')),
      unfinished: this.live.length + this.owed.length + this.resting.length,
    };
  }

  private async workOff(): Promise<void> {
    while (!this.isOver()) {
      const next = this.live.shift() ?? this.owed.shift() ?? (await this.rested());
      if (!next) return;
      await this.take(next.target, { calls: callsPerSlice, lanes: 'all', stage: next.stage });
    }
  }

  /** The next target whose quota allows it to go on before the run ends, once it does. */
  private async rested(): Promise<Unfinished | undefined> {
    this.resting.sort((a, b) => a.until - b.until);
    const [first] = this.resting;
    if (!first || first.until >= this.deadline) return undefined;
    this.resting.shift();
    await this.collector.clock.sleep(Math.max(0, first.until - this.collector.clock.now()));
    return first;
  }

  throwUnforeseen(): void {
    const [first] = this.unforeseen;
    if (first) throw first;
  }

  private async take(target: Target, slice: Omit<Slice, 'deadline'>): Promise<void> {
    try {
      await this.collect(target, slice);
    } catch (error) {
      const reason = messageOf(error);
      this.collector.log('error', 'tenant.attention', { ...placeOf(target), reason });
      this.unforeseen.push(error instanceof Error ? error : new Error(reason));
    }
  }

  private async collect(target: Target, slice: Omit<Slice, 'deadline'>): Promise<void> {
    const credential = credentialOf(this.collector, target);
    const broken = this.brokenCredentials.get(credential);
    if (broken) {
      await recordCredentialFault(this.collector, target, broken);
      this.ended.push({ end: 'failed', calls: 0, sent: 0, stage: slice.stage });
      return;
    }
    if (this.isOver()) {
      this.live.push({ target, stage: slice.stage });
      return;
    }
    const result = await collectTarget(this.collector, target, { ...slice, deadline: this.deadline });
    this.ended.push(result);
    if (result.end === 'more') this.goOnLater(target, result);
    if (result.fault) this.note(target, credential, result.fault);
  }

  private goOnLater(target: Target, { stage, calls, resumeAt = 0 }: SliceResult): void {
    const liveCalls = (this.liveCalls.get(target) ?? 0) + (stage.liveDone ? 0 : calls);
    this.liveCalls.set(target, liveCalls);
    const next = { target, stage };
    if (resumeAt > this.collector.clock.now()) this.resting.push({ ...next, until: resumeAt });
    // What is live and still not done after so many requests goes on in the next run, its older part as owed.
    else if (stage.liveDone || liveCalls >= liveCallsPerRun)
      this.owed.push({ target, stage: { ...stage, liveDone: true } });
    else this.live.push(next);
  }

  private note(target: Target, credential: string, fault: RelayError): void {
    const { log } = this.collector;
    const fields = { ...placeOf(target), code: fault.code, reason: fault.message };
    if (fault.level === 'credential' && !this.brokenCredentials.has(credential)) {
      this.brokenCredentials.set(credential, fault);
      log('error', 'credential.attention', { credential, code: fault.code, reason: fault.message });
    }
    if (fault.level === 'relay') log('error', 'row.malformed', fields);
    if (fault.code === 'storage_failed' && !this.storageIsDown) log('error', 'collect.stopped', fields);
    this.storageIsDown ||= fault.code === 'storage_failed';
  }

  private isOver(): boolean {
    return this.storageIsDown || this.collector.clock.now() >= this.deadline;
  }
}

/** Everything on a credential fails with it, so it is tried once a run; tenants with their own go on. */
function credentialOf({ reach }: FleetCollector, target: Target): string {
  const { clientId, credential } = reach(target).token;
  return credential.kind === 'managed-identity'
    ? `managed-identity of ${clientId}`
    : `${credential.kind}:${credential.name} of ${clientId}`;
}
