import type { Version } from '../../../shared/delivery/deliveries/version';
import type { Letter } from '../../../shared/delivery/letters/letter';
import { second } from '../../../shared/duration';
import { msOf } from '../../../shared/instant';
import { asArgument } from '../../as-argument';
import { columns } from '../../columns';
import { counted, instant, length, utc } from '../../instants';
import type { Standing, TracedVersion } from './traced';

/** Lines for a person. `now`: milliseconds since the epoch. */
export function describeVersion({ version, queued, standings }: TracedVersion, now: number): readonly string[] {
  const [collected, updated] = [msOf(version.collected), msOf(version.updated)];
  const rows: readonly (readonly [string, string])[] = [
    ['event', version.id],
    ['collected', [when(version.collected, now), ...lateness(updated, collected, 'its last update')].join(', ')],
    ...(queued ? [['queued', at(queued)] as const] : []),
    ...standings.flatMap((standing) => standingRows(standing, now)),
  ];
  return [
    ...columns([[`Version last updated ${version.updated}`]]),
    ...columns(rows.map(([label, text]) => [`  ${label}`, text])),
  ];
}

function standingRows(standing: Standing, now: number): readonly (readonly [string, string])[] {
  const [first, ...further] = sentences(standing, now);
  return [[standing.destination, first ?? ''], ...further.map((line) => ['', line] as const)];
}

function sentences({ outcome, sending, outdated, letter }: Standing, now: number): readonly string[] {
  const { state, version, at: since, attempts, reason, changes, replayed } = outcome;
  const why = reason ? `: ${reason}` : '';
  switch (state) {
    case 'delivered': {
      const parts = [at(since), ...delaysOf(version, since), attemptsInWords(attempts)];
      const again = replayed ? ', sent again as a replay' : '';
      return [`delivered ${parts.join(', ')}${again}`, ...(changes ? [`changes: ${changes}`] : [])];
    }
    case 'filtered':
      return [`filtered ${at(since)}${why}`];
    case 'superseded':
      return [`superseded ${at(since)}, not sent${why}`];
    case 'waiting':
      return [sending ? 'being sent just now' : `${waitingInWords(attempts, when(since, now))}${why}`];
    case 'dead':
      return [
        `dead-lettered ${at(since)}, ${attempts > 0 ? attemptsInWords(attempts) : 'never sent'}${why}`,
        afterDeath(letter, outdated),
      ];
  }
}

function afterDeath(letter: Letter | undefined, outdated: boolean): string {
  if (!letter) return 'its letter is gone: it was dropped, or sent to another destination';
  const key = asArgument(letter.key);
  if (!outdated) return `send it again: relay dead-letters replay ${key}`;
  return `it has a newer version by now; remove the letter: relay dead-letters drop ${key} --yes`;
}

/** From collection, and from the record's last update. */
function delaysOf({ collected, updated }: Version, delivered: string): readonly string[] {
  const end = msOf(delivered);
  return [...lateness(msOf(collected), end, 'collection'), ...lateness(msOf(updated), end, 'its last update')];
}

function lateness(from: number | undefined, to: number | undefined, what: string): readonly string[] {
  if (from === undefined || to === undefined) return [];
  // Collection is by the API's clock, which may be ahead of ours.
  return [to - from < second ? `within a second of ${what}` : `${length(to - from)} after ${what}`];
}

/** Of what was tried, the row says when that was last. */
function waitingInWords(attempts: number, since: string): string {
  if (attempts === 0) return `waiting since ${since}`;
  return `waiting, ${counted(attempts, 'attempt')} so far, the last ${since}`;
}

function attemptsInWords(attempts: number): string {
  return attempts === 1 ? 'at the first attempt' : `after ${counted(attempts, 'attempt')}`;
}

function when(text: string, now: number): string {
  const ms = msOf(text);
  return ms === undefined ? text : instant(ms, now);
}

function at(text: string): string {
  const ms = msOf(text);
  return ms === undefined ? text : utc(ms);
}
