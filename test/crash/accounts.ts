import type { Stream } from './tenants';
import type { OpenWindows } from './wire/journal';

/** A version of a record, as somebody outside of the app saw it. */
export interface SeenVersion extends Stream {
  readonly id: string;
  /** The text of `lastUpdateTime`. */
  readonly version: string;
  readonly raw: string;
}

export interface Arrived {
  /** The event id. */
  readonly id: string;
  readonly tenantId: string;
  /** CloudEvents `type`. */
  readonly type: string;
  readonly subject: string;
  readonly dataRaw: string;
}

/** Everything that is known outside of the app once a round has come to rest. */
export interface Evidence {
  /** What the API shows now, but for what appeared late and isn't read again yet. */
  readonly visible: readonly SeenVersion[];
  /** What it ever showed. */
  readonly shown: readonly SeenVersion[];
  /** Texts that were replaced while a process lived that was killed, in this round or before. */
  readonly replaced: ReadonlySet<string>;
  /** All that the SIEM accepted, in this round and before. */
  readonly delivered: readonly Arrived[];
  /** How many of those were accepted before this round. */
  readonly deliveredBefore: number;
  /** What lies whole in the dead letters. */
  readonly dead: readonly Arrived[];
  /** Ids of all events that collect ever put on the queue. */
  readonly queued: ReadonlySet<string>;
  /** One for each kill of this round. */
  readonly windows: readonly OpenWindows[];
}

export interface Verdict {
  /** What is wrong, one line each; empty when nothing is. */
  readonly problems: readonly string[];
  /** Deliveries beyond the first, each explained by a crash between a send and its record. */
  readonly duplicates: number;
  /** At most so many could have been explained. */
  readonly mayRepeat: number;
  /** So many versions so far were shown only to processes that died, and replaced before the next one asked. */
  readonly neverAgain: number;
}

/** What the relay asks of each API at once, by the end of a target. */
const mostInAPage: Readonly<Record<string, number>> = { 'defender-xdr': 100, 'defender-endpoint': 500 };
/** The host's `batchSize` 16 and `newBatchThreshold` 8 (host.json). */
const mostInFlight = 24;

/** Compares what the API showed with what the SIEM received, to the last digit. */
export function judge(evidence: Evidence): Verdict {
  const { shown, visible, delivered, dead, replaced } = evidence;
  const safe = new Set([...delivered, ...dead].map(({ dataRaw }) => dataRaw));
  const lost = visible.filter(({ raw }) => !safe.has(raw));
  const gone = shown.filter(({ raw }) => !safe.has(raw));
  const stillThere = new Set(lost.map(({ raw }) => raw));
  const inexcusable = gone.filter(({ raw }) => !stillThere.has(raw) && !replaced.has(raw));
  const known = new Set(shown.map(({ raw }) => raw));
  const strange = delivered.filter((each) => !known.has(each.dataRaw));
  const repeats = repeatsOf(evidence);
  return {
    problems: [
      ...lost.map((each) => `LOST: ${describe(each)}; the API still shows it`),
      ...inexcusable.map((each) => `LOST: ${describe(each)}; no process that saw it was killed before it was replaced`),
      ...queuedButLost(evidence).map((id) => `LOST on the way: event ${id} was put on the queue`),
      ...strange.map(
        ({ tenantId, type, subject }) => `CHANGED: ${type} ${subject} of ${tenantId} isn't what the API showed`,
      ),
      ...repeats.problems,
      ...evidence.windows.flatMap(tooWide),
    ],
    duplicates: repeats.duplicates,
    mayRepeat: repeats.mayRepeat,
    neverAgain: gone.length - lost.length - inexcusable.length,
  };
}

function describe({ tenantId, route, id, version }: SeenVersion): string {
  return `${route} ${id} of ${tenantId}, version ${version}`;
}

function queuedButLost({ queued, delivered, dead }: Evidence): string[] {
  const safe = new Set([...delivered, ...dead].map(({ id }) => id));
  return [...queued].filter((id) => !safe.has(id));
}

/** Each crash lets an event be sent once more for each of its sends that wasn't recorded. */
function repeatsOf({ delivered, deliveredBefore, windows }: Evidence) {
  const allowed = counted(
    windows.flatMap(({ collecting, forwarding, releasing }) => [
      ...[...collecting.values()].flat(),
      ...forwarding,
      ...releasing,
    ]),
  );
  const earlier = new Set(delivered.slice(0, deliveredBefore).map(({ id }) => id));
  const problems: string[] = [];
  let duplicates = 0;
  for (const [id, times] of counted(delivered.slice(deliveredBefore).map((each) => each.id))) {
    const extra = earlier.has(id) ? times : times - 1;
    duplicates += extra;
    const most = allowed.get(id) ?? 0;
    if (extra > most) problems.push(`DUPLICATE: event ${id} came ${extra} times too often; ${most} are explained`);
  }
  return { problems, duplicates, mayRepeat: [...allowed.values()].reduce((sum, times) => sum + times, 0) };
}

function tooWide({ collecting, forwarding }: OpenWindows): string[] {
  const pages = [...collecting].filter(([target, ids]) => ids.length > (mostInAPage[target.split('/')[1] ?? ''] ?? 0));
  return [
    ...pages.map(([target, ids]) => `${ids.length} events of ${target} were queued before the checkpoint was saved`),
    ...(forwarding.length > mostInFlight ? [`${forwarding.length} messages were in flight at once`] : []),
  ];
}

function counted(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
