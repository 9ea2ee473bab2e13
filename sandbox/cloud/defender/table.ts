import { memberText, withMembers } from '../../data/raw-json';
import { ticksOf } from '../ticks';
import type { Collection } from './collections';

/** One version of a record: the text that is shown, and what the service's index knows of it. */
export interface Version {
  /** The id's digits or letters; `unknown` if the record has none. */
  readonly id: string;
  readonly raw: string;
  /** The text of `lastUpdateTime`; empty if there is none. */
  readonly lastUpdate: string;
  /** Milliseconds since the epoch: the API shows it from then on. */
  readonly visibleFrom: number;
  /** Texts of the filterable members; null where missing or null. */
  readonly texts: Readonly<Record<string, string | null>>;
  /** Ticks of those that are instants. */
  readonly instants: Readonly<Record<string, bigint | undefined>>;
}

export interface StoreOptions {
  /** Milliseconds since the epoch; a record may become visible later than its own timestamp. Default: at once. */
  readonly visibleFrom?: number;
  /** What the service's index holds where it differs from the text shown, e.g. for a record without `lastUpdateTime`. */
  readonly indexedAs?: Readonly<Record<string, string>>;
}

/** The records of one tenant in one collection, each with its versions in the order they were stored. */
export class RecordTable {
  readonly #records = new Map<string, Version[]>();
  #unnamed = 0;

  constructor(readonly collection: Collection) {}

  /** Stores a record from JSON text, which is kept as it is. Throws if it is no JSON object. */
  add(raw: string, options: StoreOptions = {}): void {
    const version = versionOf(raw, this.collection, options);
    const key = version.id === 'unknown' ? `unknown ${++this.#unnamed}` : version.id;
    this.#records.set(key, [...(this.#records.get(key) ?? []), version]);
  }

  /** Stores a new version with these members' JSON texts changed; the former stays visible until then. */
  update(id: string, changes: Readonly<Record<string, string>>, options: StoreOptions & { now: number }): string {
    const versions = this.#records.get(id) ?? [];
    const latest = versions.at(-1);
    if (!latest) throw new RangeError(`there is no record ${id} to update`);
    const raw = withMembers(latest.raw, changes);
    const next = versionOf(raw, this.collection, options);
    const current = versions.findLast((version) => version.visibleFrom <= options.now);
    const waiting = versions.filter((version) => version.visibleFrom > options.now);
    this.#records.set(id, [...(current ? [current] : []), ...waiting, next]);
    return raw;
  }

  /** The newest visible version of each record. */
  visible(nowMs: number): Version[] {
    const shown: Version[] = [];
    for (const versions of this.#records.values()) {
      const version = versions.findLast((candidate) => candidate.visibleFrom <= nowMs);
      if (version) shown.push(version);
    }
    return shown;
  }

  get size(): number {
    return this.#records.size;
  }
}

function versionOf(raw: string, collection: Collection, { visibleFrom = 0, indexedAs = {} }: StoreOptions): Version {
  if (!isObject(JSON.parse(raw))) throw new TypeError('a record is a JSON object');
  const names = Object.keys(collection.filterable);
  const texts = Object.fromEntries(names.map((name) => [name, indexedAs[name] ?? scalarText(raw, name)]));
  const instantNames = names.filter((name) => collection.filterable[name] === 'instant');
  const instants = Object.fromEntries(instantNames.map((name) => [name, ticksOf(texts[name] ?? '')]));
  const id = scalarText(raw, collection.idMember) ?? 'unknown';
  return { id, raw, lastUpdate: scalarText(raw, 'lastUpdateTime') ?? '', visibleFrom, texts, instants };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string's content, a number's digits, or null. */
function scalarText(raw: string, name: string): string | null {
  const text = memberText(raw, name);
  if (text === undefined || text === 'null') return null;
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}
