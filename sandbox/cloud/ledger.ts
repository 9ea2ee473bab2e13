import type { Collection } from './defender/collections';
import type { Version } from './defender/table';

/** One version that the API has shown to somebody, whole, under status 200. */
export interface LedgerEntry {
  readonly collection: Collection['route'];
  readonly id: string;
  /** The text of the record's `lastUpdateTime`. */
  readonly version: string;
  readonly raw: string;
  /** Milliseconds since the epoch, by the simulator's clock. */
  readonly firstShownAt: number;
}

/**
 * What a tenant's APIs have ever shown: what must have been delivered, whatever happened between. A page that was cut,
 * replaced or answered under another status shows nothing. A changed text under an unchanged id and `lastUpdateTime`
 * (an alert changed inside) is an entry of its own.
 */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry[]>();

  note(collection: LedgerEntry['collection'], version: Version, raw: string, atMs: number): void {
    const key = `${collection}/${version.id}`;
    const known = this.#entries.get(key) ?? [];
    if (known.some((entry) => entry.raw === raw)) return;
    known.push({ collection, id: version.id, version: version.lastUpdate, raw, firstShownAt: atMs });
    this.#entries.set(key, known);
  }

  /** Record by record, each record's versions in the order they were first shown. */
  entries(): LedgerEntry[] {
    return [...this.#entries.values()].flat();
  }
}
