import type { EventAttributes } from '../events/event';
import { sha256 } from '../events/hash';
import { isoOf, msOf } from '../instant';
import type { BlobContainer } from '../storage/blobs';
import type { Table } from '../storage/tables';
import { blobOf, partitionOf, rowKeyOf } from './letters/key';

/** What is kept: the whole event, its envelope where the payload is lost, or text that isn't an event. */
export type Kept = 'event' | 'envelope' | 'text';

export interface DeadLetter {
  /** Undefined for a message that has none. */
  readonly destination: string | undefined;
  readonly reason: string;
  readonly attempts: number;
  /** RFC 3339; absent when nothing was ever sent. */
  readonly firstAttempt?: string;
  readonly lastAttempt?: string;
  /** Undefined when the text isn't an event. */
  readonly attributes: EventAttributes | undefined;
  /** Stored as it is. */
  readonly content: string;
  readonly kept: Kept;
}

/** What can't be delivered, whole, with its reason: the table `deadletters` and the container of that name. */
export interface DeadLetters {
  /**
   * Stores it: the blob first, then the row, so that a row never points at nothing. Storing the same event for the
   * same destination again replaces it. Rejects `storage_failed`.
   */
  store(letter: DeadLetter, nowMs: number): Promise<void>;
}

export function deadLetters({ table, container }: { table: Table; container: BlobContainer }): DeadLetters {
  return {
    async store(letter, nowMs) {
      const partition = partitionOf(letter.destination);
      const id = letter.attributes?.id ?? sha256(letter.content);
      const blob = blobOf(partition, id);
      const collectedMs = msOf(letter.attributes?.collectedat ?? '') ?? nowMs;
      const contentType = letter.kept === 'text' ? 'text/plain; charset=utf-8' : 'application/cloudevents+json';
      await container.write(blob, letter.content, contentType);
      await table.put(partition, rowKeyOf(id, collectedMs), columnsOf(letter, id, blob, nowMs));
    },
  };
}

function columnsOf(letter: DeadLetter, id: string, blob: string, nowMs: number) {
  const { attributes, reason, attempts, firstAttempt, lastAttempt, kept } = letter;
  return {
    reason: shortened(reason),
    attempts,
    firstAttempt,
    lastAttempt,
    deadAt: isoOf(nowMs),
    eventId: shortened(id),
    tenant: attributes?.tenantid,
    // The whole of both is in the payload; a record's own id may be of any length.
    subject: attributes && shortened(attributes.subject),
    type: attributes && shortened(attributes.type),
    payload: `deadletters/${blob}`,
    kept,
  };
}

function shortened(text: string): string {
  return text.length <= 1_000 ? text : `${text.slice(0, 1_000)}…`;
}
