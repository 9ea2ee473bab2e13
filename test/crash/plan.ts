import { pick, type Random, seededRandom } from '../../sandbox/data/random';
import { askAgain, askOwed, type Boundary, holdBack, type Side, sendTestEvent, writeDestination } from './wire/steps';

export type Burst = 'incidents' | 'alerts';

/** Where a process dies. `share` in [0, 1): of a step's occurrences, or of the time, of an undisturbed run. */
export type KillPoint =
  | { readonly at: 'boundary'; readonly step: string; readonly side: Side; readonly share: number }
  | { readonly at: 'moment'; readonly share: number };

/** A process dies there, and what it has to do until then. */
export interface PlannedKill {
  readonly point: KillPoint;
  /** More new records than fit a page. */
  readonly burst?: Burst;
  /** The SIEM answers nothing but 503 for a while. */
  readonly outage?: true;
}

export interface PlannedRound {
  /** One process after another; the one after the last recovers. */
  readonly kills: readonly PlannedKill[];
}

const secondKillChance = 0.05;
const mostBetweenSeconds = 8;
/** Both take long, so that a short run has few but those that its boundaries need. */
const roundsPerBurst = 32;
const roundsPerOutage = 16;
/** A burst of alerts takes some seconds, because their pages are larger. */
const burstsPerBurstOfAlerts = 2;

/**
 * Which processes are killed where: the same for the same seed, boundaries and number of rounds. First every boundary
 * once, as far as two a round are enough, in an order of chance; then boundaries and moments of chance. What only a process
 * that was just started does is for the one that recovers, as is a second kill in one of twenty rounds.
 */
export function planOf(seed: number, rounds: number, boundaries: readonly Boundary[]): PlannedRound[] {
  const random = seededRandom(seed);
  const warm = shuffled(
    boundaries.filter(({ cold }) => !cold),
    random,
  );
  const cold = shuffled(
    boundaries.filter((boundary) => boundary.cold),
    random,
  );
  const seconds = [...cold, ...warm.slice(rounds)];
  const every = Math.min(mostBetweenSeconds, Math.max(1, Math.floor(rounds / Math.max(1, seconds.length))));
  return Array.from({ length: rounds }, (_, index) => {
    const first = pointAt(warm[index] ?? ofChance(warm, random), random);
    const planned = index % every === every - 1 ? seconds[Math.floor(index / every) % seconds.length] : undefined;
    const second = planned ?? (random() < secondKillChance ? 'moment' : undefined);
    const kills = second ? [first, pointAt(second, random)] : [first];
    return { kills: kills.map((point, nth) => ({ point, ...workFor(point, nth === 0 ? index : undefined) })) };
  });
}

/** @param index of the round; undefined for all but its first kill */
function workFor(point: KillPoint, index: number | undefined): Omit<PlannedKill, 'point'> {
  const burst = burstOf(point, index);
  const outage = isAt(point, outageSteps) || isEvery(roundsPerOutage, index);
  return { ...(burst && { burst }), ...(outage && { outage }) };
}

/** A range that doesn't fit a page is owed, and read again later. */
function burstOf(point: KillPoint, index: number | undefined): Burst | undefined {
  if (isAt(point, owedSteps)) return 'incidents';
  if (!isEvery(roundsPerBurst, index)) return undefined;
  return isEvery(roundsPerBurst * burstsPerBurstOfAlerts, index) ? 'alerts' : 'incidents';
}

function isEvery(rounds: number, index: number | undefined): boolean {
  return index !== undefined && index % rounds === rounds - 1;
}

/** What only a burst leaves to be done. */
const owedSteps: readonly string[] = [askOwed, askAgain];

/** What only an outage leaves to be done. */
const outageSteps: readonly string[] = [writeDestination, holdBack];

/**
 * How often these happen says nothing of the next time: of a new tenant's history more is owed than of a burst, and one
 * test event a minute is enough for any number of refusals.
 */
export const onceSteps: readonly string[] = [...owedSteps, ...outageSteps, sendTestEvent];

function isAt(point: KillPoint, steps: readonly string[]): boolean {
  return point.at === 'boundary' && steps.includes(point.step);
}

function ofChance(boundaries: readonly Boundary[], random: Random): Boundary | 'moment' {
  const [one, ...others] = boundaries;
  return one && random() < 0.5 ? pick(random, [one, ...others]) : 'moment';
}

function pointAt(chosen: Boundary | 'moment', random: Random): KillPoint {
  const share = random();
  return chosen === 'moment'
    ? { at: 'moment', share }
    : { at: 'boundary', step: chosen.step, side: chosen.side, share };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

export function describePoint(point: KillPoint): string {
  if (point.at === 'moment') return `a moment (${Math.round(point.share * 100)} % of an undisturbed run)`;
  return `${point.side} "${point.step}" (${Math.round(point.share * 100)} % of its occurrences)`;
}
