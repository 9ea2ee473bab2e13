import { owedLimits } from '../../../shared/collection/quota';
import type { ReplayNews } from '../../../shared/collection/replay/contract';
import { msOfTicks } from '../../../shared/instant';
import { printable } from '../../columns';
import { counted, instant, utc } from '../../instants';

const because = {
  quota: "its share of the tenant's background calls is used up",
  parked: 'the API asked to wait',
  busy: 'collection is sending what it found',
  fault: 'it is tried again',
};

/** One line for a person. `now`: milliseconds since the epoch. */
export function describeNews(news: ReplayNews, source: string, dryRun: boolean, now: number): string {
  if (news.kind === 'waits') {
    const { why, until, reason } = news;
    return printable(`${source}: waits until ${instant(until, now)}: ${because[why]}${reason ? `. ${reason}` : ''}`);
  }
  const { found, remaining, made } = news;
  const versions = `${counted(found.versions, 'version')} ${dryRun ? 'found' : 'sent'}`;
  const done = remaining ? `read down to ${utc(msOfTicks(remaining.to))}` : 'all is read';
  const inMinute = `${made.inMinute} of ${counted(owedLimits.perMinute, 'background call')} this minute`;
  const inHour = `${made.inHour.toLocaleString('en-US')} of ${owedLimits.perHour.toLocaleString('en-US')} this hour`;
  return `${source}: ${versions}, ${done}; ${inMinute}, ${inHour}`;
}
