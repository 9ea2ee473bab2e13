import type { CollectedEvent } from '../events/event';
import { type Ticks, ticksOfMs } from '../instant';
import type { ApiRecord, Window } from '../sources/source';
import type { Checkpoint } from './checkpoint';
import { afterSuccess } from './health';
import { afterLive, liveWindow } from './live';
import { afterOwed, nextOwed, type OwedRead } from './owed';
import { cursorOf, type PageFacts, type Tuning } from './progress';
import { afterOwedCall, mayCallForOwed } from './quota';
import type { Answer } from './read-page';

/** What a run knows about a target between its requests, beside the checkpoint. */
export interface Stage {
  /** The live request was answered completely in this run. */
  readonly liveDone: boolean;
  /** The API's clock, as the newest answer of this run gave it. */
  readonly apiTime?: Ticks;
}

/** `live`: only what is new; `all`: owed ranges too, once live is done. */
export type Lanes = 'live' | 'all';

export type Read = { readonly lane: 'live'; readonly window: Window } | ({ readonly lane: 'owed' } & OwedRead);

/** The next request for a target, live first; undefined when nothing is left to ask now. */
export function nextRead(
  checkpoint: Checkpoint,
  stage: Stage,
  lanes: Lanes,
  tuning: Tuning,
  now: number,
): Read | undefined {
  if (!stage.liveDone) return { lane: 'live', window: liveWindow(checkpoint.progress, ticksOfMs(now), tuning) };
  if (lanes === 'live' || !mayCallForOwed(checkpoint.owedCalls, now)) return undefined;
  const owed = nextOwed(checkpoint.progress, stage.apiTime);
  return owed && { lane: 'owed', ...owed };
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
  now: number,
): { readonly checkpoint: Checkpoint; readonly stage: Stage } {
  const facts = factsOf(answer, events);
  const progress =
    read.lane === 'live'
      ? afterLive(checkpoint.progress, read.window, facts, tuning)
      : afterOwed(checkpoint.progress, read, facts, tuning);
  const seen = checkpoint.seen.with(events.unseen.map((event) => event.attributes.id));
  // Nothing before this complete live page is asked for again, so nothing before it needs to be remembered.
  const prunable = read.lane === 'live' && !answer.full && progress.owed.length === 0;
  const { claim: _released, ...rest } = checkpoint;
  const cursor = cursorOf(progress);
  // Past the API's time there is nothing more to learn in this run, e.g. when future dates fill the page.
  const caughtUp = !answer.full || (answer.apiTime !== undefined && cursor !== undefined && cursor >= answer.apiTime);
  return {
    checkpoint: {
      ...rest,
      progress,
      seen: prunable ? seen.prunedTo(events.all.map((event) => event.attributes.id)) : seen,
      health: afterSuccess(checkpoint.health, now),
      owedCalls: read.lane === 'owed' ? afterOwedCall(checkpoint.owedCalls, now) : checkpoint.owedCalls,
      lastAttempt: now,
      lastSuccess: now,
      collected: checkpoint.collected + events.unseen.length,
    },
    stage: {
      liveDone: read.lane === 'owed' || caughtUp,
      ...(answer.apiTime !== undefined && { apiTime: answer.apiTime }),
    },
  };
}

function factsOf({ page, full, apiTime }: Answer, { all, unseen }: PageEvents): PageFacts {
  const fresh = new Set(unseen.map((event) => event.attributes.id));
  const records = page.records.map(({ updated, created }: ApiRecord, index) => ({
    ...(updated && { updated: updated.ticks }),
    ...(created !== undefined && { created }),
    unseen: fresh.has(all[index]?.attributes.id ?? ''),
  }));
  return { full, records, ...(apiTime !== undefined && { apiTime }) };
}
