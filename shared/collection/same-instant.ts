import { earlier, later, type Ticks, ticksPerMs } from '../instant';
import { type PageFacts, type Range, updatesOf, within } from './progress';
import { maxSeen } from './seen';
import { floorTo, splitPoint } from './split';

export const firstPass = { skip: 0, broughtUnseen: false };

/** A page that lies in one millisecond fills it: that is taken out of the range at once, not by one half after the other. */
export function aroundFullMs({ from, to, ...kept }: Range, page: PageFacts): Range[] {
  const updates = updatesOf(page);
  const oldest = updates.reduce(earlier, to);
  const ms = {
    from: later(from, floorTo(oldest, ticksPerMs)),
    to: earlier(to, floorTo(oldest, ticksPerMs) + ticksPerMs),
  };
  if (within(ms, page) < page.records.length) return [];
  // The offsets of this page aren't those of the millisecond's own pages.
  const filled = splitByCreation({ ...kept, ...ms }, page).map((part) =>
    part.pass ? { ...part, pass: firstPass } : part,
  );
  return [{ ...kept, from, to: ms.from }, ...filled, { ...kept, from: ms.to, to }];
}

/**
 * One millisecond holds more than a page: its records are told apart by creation, and where that is equal too, by offset.
 * A record without a creation would match no filter on it, and so be lost.
 */
export function splitByCreation(instant: Range, page: PageFacts): Range[] {
  const creations = page.records.flatMap(({ created }) => (created === undefined ? [] : [created]));
  const { from, to } = instant.created ?? {};
  const oldest = creations.reduce(earlier, creations[0] ?? 0n);
  const newest = creations.reduce(later, oldest);
  const isNarrow = from !== undefined && to !== undefined && to - from <= ticksPerMs;
  const areAlike = newest < floorTo(oldest, ticksPerMs) + ticksPerMs;
  if (creations.length < page.records.length || isNarrow || areAlike) {
    const broughtUnseen = page.records.some(({ unseen }) => unseen);
    return [{ ...instant, pass: { skip: page.records.length, broughtUnseen, ...fingerprintOf(page) } }];
  }
  const point = creationPoint(creations, from ?? oldest, to ?? newest + 1n, from);
  const older = creations.filter((created) => created < point).length;
  return [
    { ...instant, created: { ...instant.created, to: point }, expected: older },
    { ...instant, created: { ...instant.created, from: point }, expected: creations.length - older },
  ];
}

function creationPoint(creations: readonly Ticks[], from: Ticks, to: Ticks, bound: Ticks | undefined): Ticks {
  // Without a lower bound the first split isolates what was created in one millisecond.
  return splitPoint(creations, from, to) ?? (bound === undefined ? from : from + ticksPerMs);
}

/**
 * Offsets shift while data moves, so passes are repeated until one brings nothing unseen. They end without that where they
 * get nowhere (see `whyStuck`).
 */
export function nextPass(range: Range, page: PageFacts): Range[] {
  const before = range.pass ?? firstPass;
  const stuck = whyStuck(range, page);
  if (stuck === 'too many') return [];
  const broughtUnseen = before.broughtUnseen || page.records.some(({ unseen }) => unseen);
  const skip = before.skip + page.records.length;
  if (page.full && !stuck) return [{ ...range, pass: { skip, broughtUnseen, ...fingerprintOf(page) } }];
  return broughtUnseen ? [{ ...range, pass: firstPass }] : [];
}

/**
 * Why a pass can't be brought to its end: the API answers the same page whatever the offset, or there are more records
 * than are remembered, so that those of every pass would count as unseen.
 */
export function whyStuck({ pass }: Range, page: PageFacts): 'same page' | 'too many' | undefined {
  if (!page.full || !pass) return undefined;
  if (pass.fingerprint !== undefined && pass.fingerprint === page.fingerprint) return 'same page';
  return pass.skip + page.records.length > maxSeen ? 'too many' : undefined;
}

function fingerprintOf({ fingerprint }: PageFacts) {
  return fingerprint === undefined ? {} : { fingerprint };
}
