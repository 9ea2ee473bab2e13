import { messageOf, type RelayError } from '../errors';
import { inParallel } from '../parallel';
import { Backlog, type Unfinished } from './backlog';
import { collectTarget, type Slice, type SliceResult, type TargetCollector } from './collect-target';
import { recordCredentialFault } from './record-fault';
import { StorageWatch } from './storage-watch';
import { placeOf, type Target } from './target';

export interface RunCollector extends TargetCollector {
  readonly concurrency: number;
}

/** Work that is left goes round in slices of this many requests, so that no target waits for another's history. */
const callsPerSlice = 5;

type SliceOfWork = Pick<Slice, 'calls' | 'lanes'>;

/** One run over many targets; see collect-tenants.ts for its order. */
export class Run {
  private readonly ended: SliceResult[] = [];
  private readonly unforeseen: Error[] = [];
  private readonly brokenCredentials = new Map<string, RelayError>();
  private readonly storage = new StorageWatch();
  private readonly backlog: Backlog;
  private targets: readonly Target[] = [];

  constructor(
    private readonly collector: RunCollector,
    private readonly deadline: number,
  ) {
    this.backlog = new Backlog(collector.clock, deadline);
  }

  async work(targets: readonly Target[]): Promise<void> {
    this.targets = targets;
    const first = { calls: 1, lanes: 'live' } as const;
    const stage = { liveDone: false };
    await inParallel(this.collector.concurrency, targets, (target) => this.take({ target, stage }, first));
    const workers = Array.from({ length: this.collector.concurrency }, () => this.workOff());
    await Promise.all(workers);
    this.reportRefused();
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
      if (!this.backlog.isReady) for (const refused of this.storage.refusedAlone()) this.backlog.add(refused);
      const next = await this.backlog.next();
      if (!next) return;
      await this.take(next, { calls: callsPerSlice, lanes: 'all' });
    }
  }

  throwUnforeseen(): void {
    const [first] = this.unforeseen;
    if (first) throw first;
  }

  private async take(unfinished: Unfinished, work: SliceOfWork): Promise<void> {
    try {
      await this.collect(unfinished, work);
    } catch (error) {
      const reason = messageOf(error);
      this.collector.log('error', 'tenant.attention', { ...placeOf(unfinished.target), reason });
      this.unforeseen.push(error instanceof Error ? error : new Error(reason));
    }
  }

  private async collect(unfinished: Unfinished, work: SliceOfWork): Promise<void> {
    const { target, ...known } = unfinished;
    const credential = credentialOf(this.collector, target);
    const broken = this.brokenCredentials.get(credential);
    if (broken) {
      await recordCredentialFault(this.collector, target, broken);
      this.ended.push({ end: 'failed', calls: 0, sent: 0, stage: known.stage });
      return;
    }
    if (this.isOver()) {
      this.backlog.add(unfinished);
      return;
    }
    const result = await collectTarget(this.collector, target, { ...work, ...known, deadline: this.deadline });
    this.ended.push(result);
    if (result.sent > 0 && !known.storageWorks) this.storage.stores();
    if (result.end === 'more') this.backlog.addAfter(target, result);
    if (result.fault) this.note({ ...unfinished, stage: result.stage }, credential, result.fault);
  }

  private note(unfinished: Unfinished, credential: string, fault: RelayError): void {
    const { target } = unfinished;
    const { log } = this.collector;
    const fields = { ...placeOf(target), code: fault.code, reason: fault.message };
    if (fault.level === 'credential' && !this.brokenCredentials.has(credential)) {
      this.brokenCredentials.set(credential, fault);
      const whose = this.whoseIs(credential);
      log('error', 'credential.attention', { credential, whose, code: fault.code, reason: fault.message });
    }
    if (fault.level === 'relay') log('error', 'row.malformed', { ...fields, row: rowOf(fault, target) });
    if (fault.code !== 'storage_failed' || this.storage.isDown) return;
    this.storage.refuses({ unfinished, fault });
    if (this.storage.isDown) log('error', 'collect.stopped', fields);
  }

  /** The partner's is what a tenant that names none hangs on: with it nearly everything fails. */
  private whoseIs(credential: string): 'partner' | 'tenant' {
    const unnamed = this.targets.find(({ tenant }) => !tenant.credential);
    return unnamed && credentialOf(this.collector, unnamed) === credential ? 'partner' : 'tenant';
  }

  /** Too few to tell whether storage is down; if it isn't, they are dead-lettered in a run that stores anything. */
  private reportRefused(): void {
    if (this.storage.isDown) return;
    for (const { unfinished, fault } of this.storage.refused) {
      const fields = { ...placeOf(unfinished.target), code: fault.code, reason: fault.message };
      this.collector.log('error', 'tenant.attention', fields);
    }
  }

  private isOver(): boolean {
    return this.storage.isDown || this.collector.clock.now() >= this.deadline;
  }
}

/** The row that a fault of the relay is about: that of a source's checkpoint, or of its tenant. */
function rowOf({ place }: RelayError, { tenant, source }: Target): string {
  return place.source ? `checkpoints/${tenant.id}/${source.name}` : `tenants/${tenant.id}`;
}

/** Everything on a credential fails with it, so it is tried once a run; tenants with their own go on. */
function credentialOf({ reach }: RunCollector, target: Target): string {
  const { clientId, credential } = reach(target).token;
  return credential.kind === 'managed-identity'
    ? `managed-identity of ${clientId}`
    : `${credential.kind}:${credential.name} of ${clientId}`;
}
