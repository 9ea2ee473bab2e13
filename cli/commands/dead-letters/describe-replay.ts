import type { Letter } from '../../../shared/delivery/letters/letter';
import type { Refusal } from '../../../shared/delivery/letters/refusal';
import type { Replayed } from '../../../shared/delivery/letters/replay';
import { printable } from '../../columns';
import { counted } from '../../instants';
import type { Json } from '../../json';
import { letterInWords } from './describe-letter';
import { refusalInWords } from './describe-refusal';
import type { NameOf } from './tenant-names';

/** What became of one letter. */
export interface ReplayedLetter {
  readonly letter: Letter;
  /** Where it was to go, as far as that is known. */
  readonly to: string;
  readonly result: Replayed | Refusal;
}

export interface ReplayOutcome {
  readonly results: readonly ReplayedLetter[];
  readonly dryRun: boolean;
  /** Storage failed: the rest wasn't tried. */
  readonly stopped?: string;
}

/** Lines of a list at most; `--json` has all. */
const shown = 20;

const keptBecause = {
  slow: 'It is on the queue, but storage was slow. Its letter is kept for safety: replay it again if it does not arrive.',
  'stored-anew': 'It is on the queue. Meanwhile somebody stored its letter anew, so it is kept.',
};

export function describeReplay({ results, dryRun, stopped }: ReplayOutcome, nameOf: NameOf, now: number): string {
  const sent = results.filter(({ result }) => !('why' in result));
  const refused = results.filter(({ result }) => 'why' in result);
  const listed = (list: readonly ReplayedLetter[]) => [
    ...list.slice(0, shown).flatMap((each) => linesOf(each, nameOf, now)),
    ...(list.length > shown ? [`  and ${counted(list.length - shown, 'more letter')} (--json lists all)`] : []),
  ];
  if (results.length === 0 && !stopped) return 'There are no such dead letters: nothing was sent.';
  const title = dryRun
    ? `${counted(sent.length, 'event')} would be sent again:`
    : `${counted(sent.length, 'event')} on the way again, marked as a replay; tried within half a minute:`;
  return [
    ...(sent.length > 0 ? [title, ...listed(sent)] : []),
    ...(refused.length > 0 ? [`${counted(refused.length, 'event')} not sent:`, ...listed(refused)] : []),
    ...(stopped ? [`Stopped, because storage failed; run it again to go on: ${printable(stopped)}`] : []),
  ].join('\n');
}

function linesOf(each: ReplayedLetter, nameOf: NameOf, now: number): readonly string[] {
  const { letter, result } = each;
  const words = letterInWords(letter, nameOf(letter.tenantId));
  if ('why' in result) {
    return [`  ${letter.key}  ${words}`, `    ${refusalInWords(result, each.to, now)}`].map(printable);
  }
  const elsewhere = result.to === letter.destination ? '' : ` → ${result.to}`;
  const forced = result.bypass ? ', although it is not the newest there' : '';
  return [
    `  ${letter.key}  ${words}${elsewhere}${forced}`,
    ...(result.kept ? [`    ${keptBecause[result.kept]}`] : []),
  ].map(printable);
}

export function replayJson({ results, dryRun, stopped }: ReplayOutcome, nameOf: NameOf, now: number): Json {
  const common = ({ letter }: ReplayedLetter) => ({
    key: letter.key,
    eventId: letter.eventId,
    tenant: letter.tenantId,
    tenantName: nameOf(letter.tenantId) || undefined,
    kind: letter.kind,
    subject: letter.subject,
  });
  const replayed = results.flatMap((each) => ('why' in each.result ? [] : [{ ...common(each), ...each.result }]));
  const refused = results.flatMap((each) => {
    const { result } = each;
    return 'why' in result ? [{ ...common(each), why: result.why, reason: refusalInWords(result, each.to, now) }] : [];
  });
  return { dryRun, replayed, refused, stopped };
}
