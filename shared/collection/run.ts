import { messageOf, type RelayError } from '../errors';
import { inParallel } from '../parallel';
import { Backlog } from './backlog';
import { collectTarget, type Slice, type SliceResult, type TargetCollector } from './collect-target';
import { recordCredentialFault } from './record-fault';
import { placeOf, type Target } from './target';

export interface RunCollector extends TargetCollector {
  readonly concurrency: number;
}

/** Work that is left goes round in slices of this many requests, so that no target waits for another's history. */
const callsPerSlice = 5;

/** One run over many targets; see collect-tenants.ts for its order. */
export class Run {
  private readonly ended: SliceResult[] = [];
  private readonly unforeseen: Error[] = [];
  private readonly brokenCredentials = new Map<string, RelayError>();
  private storageIsDown = false;
  private readonly backlog: Backlog;

  constructor(
    private readonly collector: RunCollector,
    private readonly deadline: number,
  ) {
    this.backlog = new Backlog(collector.clock, deadline);
  }

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
      unfinished: this.backlog.size,
    };
  }

  private async workOff(): Promise<void> {
    while (!this.isOver()) {
      const next = await this.backlog.next();
      if (!next) return;
      await this.take(next.target, { calls: callsPerSlice, lanes: 'all', stage: next.stage });
    }
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
      this.backlog.add({ target, stage: slice.stage });
      return;
    }
    const result = await collectTarget(this.collector, target, { ...slice, deadline: this.deadline });
    this.ended.push(result);
    if (result.end === 'more') this.backlog.addAfter(target, result);
    if (result.fault) this.note(target, credential, result.fault);
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
function credentialOf({ reach }: RunCollector, target: Target): string {
  const { clientId, credential } = reach(target).token;
  return credential.kind === 'managed-identity'
    ? `managed-identity of ${clientId}`
    : `${credential.kind}:${credential.name} of ${clientId}`;
}
