import type { Secrets } from '../access/access';
import type { Clock } from '../clock';
import { day } from '../duration';
import { RelayError } from '../errors';
import { ticksOfMs } from '../instant';
import type { Redact } from '../redaction/redactor';
import { tenantRedactor } from '../redaction/tenant-redactor';
import type { Checkpoints } from './checkpoint';
import { HeldCheckpoint } from './held-checkpoint';
import type { Tuning } from './progress';
import { type PageReader, readPage } from './read-page';
import { type FaultRecorder, recordFault } from './record-fault';
import type { PageSender } from './send-page';
import { nextRead, type Read, type Stage } from './steps';
import { takePage } from './take-page';
import { keyOf, placeOf, type Target } from './target';
import { askForLess } from './too-large';

export interface TargetCollector extends PageReader, PageSender, FaultRecorder {
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  /** Names this process in claims, for who reads the row. */
  readonly owner: string;
  readonly overlapMs: number;
  /** For the keys of tenants' redactions. */
  readonly secrets: Pick<Secrets, 'get'>;
}

export interface Slice {
  /** Requests at most. */
  readonly calls: number;
  /** `live`: only what is new; `all`: owed ranges too, once live is done. */
  readonly lanes: 'live' | 'all';
  /** Milliseconds since the epoch; no request starts after it. */
  readonly deadline: number;
  readonly stage: Stage;
  /** What storage refuses is refused for its own sake. */
  readonly storageWorks?: boolean;
}

/** How a slice of work on one target ended. */
export interface SliceResult {
  /** `more`: work is left; `done`: nothing to ask now; `waiting`: parked, or in another's hands; `failed`: see `fault`. */
  readonly end: 'more' | 'done' | 'waiting' | 'failed';
  readonly stage: Stage;
  readonly calls: number;
  readonly sent: number;
  /** With `more`: when the next request may be made, in milliseconds since the epoch. */
  readonly resumeAt?: number;
  readonly fault?: RelayError;
}

/**
 * Works on one target for a slice: reads a page, puts what is new on the queue, then saves the checkpoint, and again.
 * A crash between sending and saving repeats a page; it never loses one. Faults are returned; those of the target itself
 * are recorded in its checkpoint.
 */
export async function collectTarget(collector: TargetCollector, target: Target, slice: Slice): Promise<SliceResult> {
  const { clock, checkpoints, owner } = collector;
  const tuning = tuningOf(collector, target);
  const { storageWorks = false } = slice;
  let { stage } = slice;
  let [calls, sent] = [0, 0];
  let held: HeldCheckpoint | undefined;
  const result = (end: SliceResult['end'], more: Pick<SliceResult, 'fault' | 'resumeAt'> = {}): SliceResult => {
    return { end, stage, calls, sent, ...more };
  };
  try {
    held = await HeldCheckpoint.load(checkpoints, keyOf(target), owner, clock.now());
    if (!held.mayWork(clock.now())) return result('waiting');
    // Before anything is asked: what can't be redacted isn't collected.
    const redact = await tenantRedactor(target.tenant, collector.secrets);
    for (;;) {
      const next = nextRead(held.value, stage, tuning, clock.now());
      if (!next) return result('done');
      const isMine = next.read.lane === 'live' || slice.lanes === 'all';
      const now = clock.now();
      if (!isMine || calls >= slice.calls || now >= slice.deadline || next.at > now) {
        return result('more', { resumeAt: next.at });
      }
      calls += 1;
      const step = await takeStep(collector, target, held, { read: next.read, stage, tuning, storageWorks, redact });
      stage = step.stage;
      calls += step.furtherCalls;
      sent += step.sent;
    }
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    if (error.code === 'storage_conflict') {
      collector.log('info', 'tenant.claim-lost', placeOf(target));
      return result('waiting');
    }
    if (held) await recordFault(collector, target, held, error);
    return result(error.code === 'throttled' ? 'waiting' : 'failed', { fault: error });
  }
}

interface Request {
  readonly read: Read;
  readonly stage: Stage;
  readonly tuning: Tuning;
  readonly storageWorks: boolean;
  readonly redact: Redact;
}

interface Step {
  readonly stage: Stage;
  /** Beyond the first. */
  readonly furtherCalls: number;
  readonly sent: number;
}

/** One request and what follows from it. What the API refuses or makes too large is asked for in another way. */
async function takeStep(
  collector: TargetCollector,
  target: Target,
  held: HeldCheckpoint,
  { read, stage, tuning, storageWorks, redact }: Request,
): Promise<Step> {
  const top = held.value.pageSize ?? target.source.pageLimit;
  try {
    const answer = await readPage(collector, target, read.window, top);
    try {
      const taken = await takePage(collector, target, held, { read, answer, tuning, storageWorks, redact });
      return { ...taken, furtherCalls: answer.calls - 1 };
    } finally {
      answer.release();
    }
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    if (error.code === 'response_too_large') {
      return { ...(await askForLess(collector, target, held, { read, top, stage, tuning })), sent: 0 };
    }
    const refusesBound = error.code === 'request_refused' && read.lane === 'owed' && read.window.to !== undefined;
    if (!refusesBound || stage.triesOpen) throw error;
    return { stage: { ...stage, triesOpen: true }, furtherCalls: 0, sent: 0 };
  }
}

function tuningOf({ overlapMs }: TargetCollector, { tenant, source }: Target): Tuning {
  const lookbackMs = Math.min(tenant.lookbackMs, source.retentionMs);
  return { overlap: ticksOfMs(overlapMs), lookback: ticksOfMs(lookbackMs), firstStep: ticksOfMs(day) };
}
