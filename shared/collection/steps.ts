import { second } from '../duration';
import type { CollectedEvent } from '../events/event';
import { sha256 } from '../events/hash';
import { type Ticks, ticksOfMs } from '../instant';
import type { ApiRecord, Source, Window } from '../sources/source';
import type { Checkpoint } from './checkpoint';
import { afterSuccess } from './health';
import { afterLive, liveWindow } from './live';
import { afterOwed, nextOwed, type OwedRead } from './owed';
import { pageSizeAfter } from './page-size';
import { cursorOf, type PageFacts, type Tuning } from './progress';
import { afterOwedCalls, owedCallAt } from './quota';
import type { Answer } from './read-page';

/** What a run knows about a target between its requests, beside the checkpoint. */
export interface Stage {
  /** The live request was answered completely in this run. */
  readonly liveDone: boolean;
  /** The API's clock, as the newest answer of this run gave it. */
  readonly apiTime?: Ticks;
  /** Live goes on at this instant (milliseconds since the epoch), once the second that fills a page is over. */
  readonly liveAt?: number;
  /** An upper bound was refused in this run: the same is asked for without one. */
  readonly triesOpen?: boolean;
}

export type Read = { readonly lane: 'live'; readonly window: Window } | ({ readonly lane: 'owed' } & OwedRead);

/**
 * The next request for a target, live first, and when it may be made: an instant after `now` when the quota for owed work
 * is used up. Undefined when nothing is left to ask.
 */
export function nextRead(
  { progress, owedCalls }: Checkpoint,
  stage: Stage,
  tuning: Tuning,
  now: number,
): { readonly read: Read; readonly at: number } | undefined {
  if (!stage.liveDone) {
    const window = liveWindow(progress, ticksOfMs(now), tuning);
    return { read: { lane: 'live', window }, at: Math.max(now, stage.liveAt ?? now) };
  }
  const known = stage.triesOpen ? { ...progress, openOnly: true } : progress;
  const owed = nextOwed(known, stage.apiTime);
  return owed && { read: { lane: 'owed', ...owed }, at: owedCallAt(owedCalls, now) };
}

/** A page's events, and which of them had not been sent before. */
export interface PageEvents {
  readonly all: readonly CollectedEvent[];
  readonly unseen: readonly CollectedEvent[];
}

export function unseenOf(checkpoint: Checkpoint, all: readonly CollectedEvent[]): PageEvents {
  const unseen = new Map<string, CollectedEvent>();
  for (const event of all) {
    if (!checkpoint.seen.has(event.attributes.id)) unseen.set(event.attributes.id, event);
  }
  return { all, unseen: [...unseen.values()] };
}

/** The checkpoint once every unseen event of the page is on the queue, and the stage the run is in then. */
export function afterAnswer(
  checkpoint: Checkpoint,
  read: Read,
  answer: Answer,
  events: PageEvents,
  tuning: Tuning,
  limits: Pick<Source, 'pageLimit' | 'retentionMs'>,
  now: number,
): { readonly checkpoint: Checkpoint; readonly stage: Stage } {
  const facts = factsOf(answer, events);
  const isOpen = read.lane === 'owed' && read.window.to === undefined;
  const known = isOpen ? { ...checkpoint.progress, openOnly: true } : checkpoint.progress;
  const progress =
    read.lane === 'live' ? afterLive(known, read.window, facts, tuning) : afterOwed(known, read, facts, tuning);
  const gaps = read.lane === 'live' ? gapsAfter(checkpoint, answer.apiTime, limits.retentionMs) : checkpoint.gaps;
  const seen = checkpoint.seen.with(events.unseen.map((event) => event.attributes.id));
  // Nothing before this complete live page is asked for again, so nothing before it needs to be remembered.
  const prunable = read.lane === 'live' && !answer.full && progress.owed.length === 0;
  const { claim: _released, pageSize = limits.pageLimit, ...rest } = checkpoint;
  const nextSize = pageSizeAfter(pageSize, limits.pageLimit, answer.page.records.length, answer.bytes);
  const cursor = cursorOf(progress);
  // Past the API's time there is nothing more to learn now: future dates fill the page, or the second still running does.
  const caughtUp = !answer.full || (answer.apiTime !== undefined && cursor !== undefined && cursor >= answer.apiTime);
  const runningSecond = caughtUp && answer.full && fillsRunningSecond(facts);
  return {
    checkpoint: {
      ...rest,
      progress,
      seen: prunable ? seen.prunedTo(events.all.map((event) => event.attributes.id)) : seen,
      health: afterSuccess(checkpoint.health, now),
      owedCalls: read.lane === 'owed' ? afterOwedCalls(checkpoint.owedCalls, answer.calls, now) : checkpoint.owedCalls,
      lastAttempt: now,
      lastSuccess: now,
      collected: checkpoint.collected + events.unseen.length,
      ...(gaps && { gaps }),
      ...(nextSize < limits.pageLimit && { pageSize: nextSize }),
    },
    stage: {
      liveDone: read.lane === 'owed' || (caughtUp && !runningSecond),
      ...(read.lane === 'live' && runningSecond && { liveAt: now + second }),
      ...(answer.apiTime !== undefined && { apiTime: answer.apiTime }),
    },
  };
}

/** Whether a full page holds something dated in the second the API's whole-second clock is in. */
function fillsRunningSecond({ records, apiTime }: PageFacts): boolean {
  if (apiTime === undefined) return false;
  const soon = apiTime + ticksOfMs(2 * second);
  return records.some(({ updated }) => updated !== undefined && updated >= apiTime && updated <= soon);
}

/** What was updated between the cursor and the start of the API's memory is gone: nobody asked in time. */
function gapsAfter(
  { progress, gaps }: Checkpoint,
  apiTime: Ticks | undefined,
  retentionMs: number,
): Checkpoint['gaps'] {
  const cursor = cursorOf(progress);
  if (cursor === undefined || apiTime === undefined) return gaps;
  const remembered = apiTime - ticksOfMs(retentionMs);
  return cursor < remembered ? [...(gaps ?? []), { from: cursor, to: remembered }].slice(-10) : gaps;
}

/** What the rules need to know of an answer. */
export function factsOf({ page, full, apiTime }: Answer, { all, unseen }: PageEvents): PageFacts {
  const fresh = new Set(unseen.map((event) => event.attributes.id));
  const records = page.records.map(({ updated, created }: ApiRecord, index) => ({
    ...(updated && { updated: updated.ticks }),
    ...(created !== undefined && { created }),
    unseen: fresh.has(all[index]?.attributes.id ?? ''),
  }));
  const ids = all.map((event) => event.attributes.id).sort();
  const fingerprint = sha256(ids.join()).slice(0, 16);
  return { full, records, fingerprint, ...(apiTime !== undefined && { apiTime }) };
}
