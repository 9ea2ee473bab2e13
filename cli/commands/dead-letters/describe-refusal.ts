import type { Refusal } from '../../../shared/delivery/letters/refusal';
import { msOfTicks, parseInstant } from '../../../shared/instant';
import { instant } from '../../instants';

/** Why an event isn't sent again, and what to do. `to`: the destination; `now`: milliseconds since the epoch. */
export function refusalInWords(refusal: Refusal, to: string, now: number): string {
  switch (refusal.why) {
    case 'no-destination':
      return 'It has no destination. Say which one should get it: --to <destination>';
    case 'destination-gone':
      return `There is no destination ${refusal.destination}. Send it to another: --to <destination>`;
    case 'no-event':
      return `What was kept isn't an event, so it can only be shown and dropped: ${refusal.reason}`;
    case 'content-gone':
      return 'What was kept is gone from the container deadletters. Collect the record again: relay replay';
    case 'payload-lost':
      return `Only its envelope was kept. ${refusal.reason}`;
    case 'newer-delivered':
      return (
        `${to} has a newer version of it, last updated ${refusal.newer.updated}, ` +
        `${delivered(refusal.at, now)}. To send this older one all the same: --force`
      );
    case 'ended':
      return ended(refusal, to, now);
    case 'too-large':
      return refusal.reason;
  }
}

function ended({ as, at, reason }: Extract<Refusal, { why: 'ended' }>, to: string, now: number): string {
  if (as === 'delivered') {
    return `${to} has this version, ${delivered(at, now)}. Drop the letter, or send it once more: --force`;
  }
  const why = reason ? ` (${reason})` : '';
  if (as === 'filtered') {
    return `The filter of ${to} kept it out${why}. If you have changed the filter, try it again: --force`;
  }
  return `${to} had a newer version before it${why}. To send this older one all the same: --force`;
}

function delivered(at: string | undefined, now: number): string {
  const ticks = parseInstant(at ?? '');
  return ticks === undefined ? 'delivered before' : `delivered ${instant(msOfTicks(ticks), now)}`;
}
