import type { DeliveryRow } from './delivery-rows';
import { isUnwanted, type TestedDestination } from './destinations';
import { judgeOrder } from './order';
import { judgeRepeats, tooWide } from './repeats';
import { judgeSums } from './sums';
import type { Stream } from './tenants';
import { type Dates, type VersionName, versionKey } from './versions';
import { type OpenWindows, type Queued, sendKey } from './wire/journal';

/** A version of a record, as somebody outside of the app saw it. */
export interface SeenVersion extends Stream {
  readonly id: string;
  /** The text of `lastUpdateTime`. */
  readonly version: string;
  readonly raw: string;
}

/** An event that came to one destination, or lies in its dead letters. */
export interface Arrived extends VersionName, Dates {
  readonly destination: string;
  /** The event id. */
  readonly id: string;
  readonly dataRaw: string;
}

/** Everything that is known outside of the app once a round has come to rest. */
export interface Evidence {
  readonly destinations: readonly TestedDestination[];
  /** What the API shows now, but for what appeared late and isn't read again yet. */
  readonly visible: readonly SeenVersion[];
  /**
   * Texts of what it shows now and may still be found. A look at whether a page was the last may have shown them without
   * reading them.
   */
  readonly toCome: ReadonlySet<string>;
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
  /** The table `deliveries`. */
  readonly rows: readonly DeliveryRow[];
  /** All events that collect ever put on the queue, by their ids. */
  readonly queued: ReadonlyMap<string, Queued>;
  /** One for each kill of this round. */
  readonly windows: readonly OpenWindows[];
  /** All sends (`sendKey`) that a kill ever left without a record. */
  readonly everCutOff: ReadonlySet<string>;
  /** Sends without a record now, at rest. */
  readonly unrecorded: readonly string[];
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

/** Compares what the API showed with what each destination received, to the last digit. */
export function judge(evidence: Evidence): Verdict {
  const { shown, delivered, destinations, windows, unrecorded, everCutOff } = evidence;
  const known = new Set(shown.map(({ raw }) => raw));
  const strange = delivered.filter((each) => !known.has(each.dataRaw));
  const repeats = judgeRepeats(evidence);
  const losses = destinations.map((destination) => lossesOf(evidence, destination));
  return {
    problems: [
      ...losses.flatMap(({ problems }) => problems),
      ...strange.map(
        ({ kind, record, tenantId }) => `CHANGED: ${kind} ${record} of ${tenantId} isn't what the API showed`,
      ),
      ...repeats.problems,
      ...destinations.flatMap(({ name }) => judgeOrder(at(name, delivered), (each) => everCutOff.has(sendKey(each)))),
      ...destinations.flatMap((destination) => judgeSums(partOf(evidence, destination))),
      ...unrecorded.map((send) => `UNRECORDED: ${send} was sent, and no row says so`),
      ...windows.flatMap(tooWide),
    ],
    duplicates: repeats.duplicates,
    mayRepeat: repeats.mayRepeat,
    neverAgain: Math.max(...losses.map(({ neverAgain }) => neverAgain)),
  };
}

/** What belongs to one destination. */
function partOf({ rows, queued, delivered, dead }: Evidence, { name, tenants }: TestedDestination) {
  return {
    destination: name,
    queued: new Map([...queued].filter(([, { tenantId }]) => tenants.includes(tenantId))),
    rows: at(name, rows),
    delivered: at(name, delivered),
    dead: at(name, dead),
  };
}

/** What one destination should have and hasn't. */
function lossesOf(evidence: Evidence, destination: TestedDestination) {
  const { shown, visible, toCome, replaced } = evidence;
  const { destination: name, queued, rows, delivered, dead } = partOf(evidence, destination);
  const texts = new Set([...delivered, ...dead].map(({ dataRaw }) => dataRaw));
  const recorded = new Map(
    rows.flatMap(({ outcomes }) => outcomes.map(({ version, state }) => [version.id, state] as const)),
  );
  const stateOf = new Map([...queued].map(([id, version]) => [versionKey(version), recorded.get(id)]));
  const isMissing = (seen: SeenVersion, mayBeReplaced: boolean) => {
    if (texts.has(seen.raw) || !destination.tenants.includes(seen.tenantId)) return false;
    const state = stateOf.get(versionKey(nameOf(seen)));
    // That a newer one came is judged with the sums.
    if (state === 'superseded') return !mayBeReplaced;
    return state !== 'filtered' || !isUnwanted(seen.raw, destination);
  };
  const lost = visible.filter((each) => isMissing(each, false));
  const gone = shown.filter((each) => !toCome.has(each.raw) && isMissing(each, true));
  const stillThere = new Set(lost.map(({ raw }) => raw));
  const queuedOnce = new Set([...queued.values()].map(versionKey));
  const inexcusable = gone.filter(
    (each) => !stillThere.has(each.raw) && (!replaced.has(each.raw) || queuedOnce.has(versionKey(nameOf(each)))),
  );
  return {
    problems: [
      ...lost.map((each) => `LOST: ${name} has no ${describe(each)}; the API still shows it`),
      ...inexcusable.map((each) => `LOST: ${name} has no ${describe(each)}; no kill excuses that`),
    ],
    neverAgain: gone.length - lost.length - inexcusable.length,
  };
}

function at<T extends { readonly destination: string }>(name: string, all: readonly T[]): readonly T[] {
  return all.filter(({ destination }) => destination === name);
}

function nameOf({ tenantId, route, id, version }: SeenVersion): VersionName {
  return { tenantId, kind: route === 'incidents' ? 'incident' : 'alert', record: id, updated: version };
}

function describe({ tenantId, route, id, version }: SeenVersion): string {
  return `${route} ${id} of ${tenantId}, version ${version}`;
}
