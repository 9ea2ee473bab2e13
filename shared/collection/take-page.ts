import type { Clock } from '../clock';
import { formatInstant, ticksOfMs } from '../instant';
import type { Redact } from '../redaction/redactor';
import type { Log } from '../telemetry/log';
import type { HeldCheckpoint } from './held-checkpoint';
import type { PageFacts, Tuning } from './progress';
import type { Answer } from './read-page';
import type { TenantStatuses } from './record-fault';
import { whyStuck } from './same-instant';
import { eventsOf, type PageSender, sendPage } from './send-page';
import { afterAnswer, factsOf, type Read, type Stage, unseenOf } from './steps';
import { placeOf, type Target } from './target';

export interface TakenPage {
  readonly read: Read;
  readonly answer: Answer;
  readonly tuning: Tuning;
  /** What storage refuses is refused for its own sake. */
  readonly storageWorks: boolean;
  readonly redact: Redact;
}

/** Sends what a page brings, then saves. Rejects `storage_conflict` before the first send if another holds the row. */
export async function takePage(
  collector: PageSender & TenantStatuses & { readonly clock: Clock },
  target: Target,
  held: HeldCheckpoint,
  { read, answer, tuning, storageWorks, redact }: TakenPage,
): Promise<{ stage: Stage; sent: number }> {
  const { clock, log } = collector;
  const { tenant, source } = target;
  const { records } = answer.page;
  const before = held.value;
  const events = unseenOf(before, eventsOf(target, records, answer.date ?? ticksOfMs(clock.now())));
  const sent = events.unseen.length;
  if (sent > 0) {
    await held.claim(clock.now());
    await sendPage(collector, target, events.unseen, { storageWorks, redact });
    log('info', 'tenant.collected', { ...placeOf(target), lane: read.lane, records: records.length, sent });
  }
  if (tenant.status === 'suspended') await collector.setTenantStatus(tenant, 'active');
  if (before.health.state !== 'ok') log('info', 'tenant.recovered', placeOf(target));
  const next = afterAnswer(before, read, answer, events, tuning, source, clock.now());
  reportStuck(log, target, read, factsOf(answer, events));
  const gap = next.checkpoint.gaps !== before.gaps && next.checkpoint.gaps?.at(-1);
  if (gap) {
    const [from, to] = [formatInstant(gap.from), formatInstant(gap.to)];
    const reason = `what was updated from ${from} to ${to} can't be collected any more: the API has forgotten it`;
    log('error', 'tenant.gap', { ...placeOf(target), from, to, reason });
  }
  await held.saveIfWorth(next.checkpoint, clock.now());
  return { stage: next.stage, sent };
}

/** Records that only their offset tells apart, and the offset doesn't: nobody can ask for those behind. */
function reportStuck(log: Log, target: Target, read: Read, facts: PageFacts): void {
  const stuck = read.lane === 'owed' && whyStuck(read.range, facts);
  if (!stuck) return;
  const from = formatInstant(read.window.from);
  const what = { 'same page': 'the API answers the same page whatever $skip is', 'too many': 'there are too many' }[
    stuck
  ];
  const reason = `not all records last updated at about ${from} can be told apart: ${what}; those behind may be missed`;
  log('error', 'tenant.stuck', { ...placeOf(target), from, reason });
}
