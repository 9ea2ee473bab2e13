import { RelayError } from '../../errors';
import type { CollectedEvent } from '../../events/event';
import { parseInstant, type Ticks } from '../../instant';
import type { PageSender } from '../send-page';
import type { ReplayRange } from './replay-progress';

/** What a replay has found so far. */
export interface Found {
  readonly versions: number;
  /** Different records: malformed ones, which have no id, count each. */
  readonly records: number;
  /** Of the records' own JSON text. */
  readonly bytes: number;
  readonly firstUpdate?: Ticks;
  readonly lastUpdate?: Ticks;
  /** Id of the record that was updated last. */
  readonly newest?: string;
  /** Those that no queue message can hold, and why. */
  readonly refused: readonly { readonly record: string; readonly reason: string }[];
}

/** Sends what a replay reads, marked as replay, each version once; and adds it up. */
export class ReplaySender implements Pick<PageSender, 'put' | 'keep'> {
  private readonly ids = new Set<string>();
  private readonly records = new Set<string>();
  private sum: Omit<Found, 'versions' | 'records'> = { bytes: 0, refused: [] };

  constructor(
    private readonly range: ReplayRange,
    /** Resolves once it is on the queue; in a dry run it does nothing. */
    private readonly send: (event: CollectedEvent) => Promise<void>,
  ) {}

  get found(): Found {
    return { ...this.sum, versions: this.ids.size - this.sum.refused.length, records: this.records.size };
  }

  readonly put = async (event: CollectedEvent): Promise<void> => {
    const { id, subject } = event.attributes;
    // A page that is read again because of a fault would otherwise be sent again: nobody drops repeats of a replay.
    if (this.ids.has(id) || !this.isAsked(event)) return;
    try {
      await this.send({ ...event, attributes: { ...event.attributes, replay: true } });
    } catch (error) {
      if (!(error instanceof RelayError) || error.code !== 'record_too_large') throw error;
      const refused = [...this.sum.refused, { record: subject, reason: error.message }];
      this.sum = { ...this.sum, refused };
      this.ids.add(id);
      return;
    }
    this.ids.add(id);
    this.note(event);
  };

  /** What storage refuses now is read and sent again: unlike collection, a replay has no live work that it would stop. */
  readonly keep = async (_event: CollectedEvent, reason: string): Promise<void> => {
    throw new RelayError('storage_failed', reason);
  };

  /** Where an API rounds the bounds of a request, or refuses one, it answers more than was asked for. */
  private isAsked({ attributes: { malformed, time } }: CollectedEvent): boolean {
    if (malformed) return true;
    const updated = parseInstant(time);
    return updated === undefined || (updated >= this.range.from && updated < this.range.to);
  }

  private note({ attributes, data }: CollectedEvent): void {
    const { id, subject, malformed, time } = attributes;
    this.records.add(malformed ? id : subject);
    this.sum = { ...this.sum, bytes: this.sum.bytes + Buffer.byteLength(data) };
    const updated = malformed ? undefined : parseInstant(time);
    if (updated === undefined) return;
    const { firstUpdate = updated, lastUpdate = updated } = this.sum;
    if (updated <= firstUpdate) this.sum = { ...this.sum, firstUpdate: updated };
    if (updated >= lastUpdate) this.sum = { ...this.sum, lastUpdate: updated, newest: subject };
  }
}
