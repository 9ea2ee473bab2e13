import { withoutDestination } from '../../../shared/delivery/letters/key';
import type { Letter } from '../../../shared/delivery/letters/letter';
import { isoOf } from '../../../shared/instant';
import type { Json } from '../../json';

/** `incident 924565`, as far as it is an event. */
export function recordOf({ kind, subject, kept }: Pick<Letter, 'kind' | 'subject' | 'kept'>): string {
  if (kept === 'text' && subject === undefined) return 'not an event';
  return [kind, subject].filter(Boolean).join(' ');
}

/** A letter in one piece of a sentence, e.g. `incident 924565 of Contoso`. */
export function letterInWords(letter: Letter, tenantName: string): string {
  return tenantName ? `${recordOf(letter)} of ${tenantName}` : recordOf(letter);
}

export function letterJson(letter: Letter, tenantName: string): Json {
  const { row, tenantId, destination, firstAttempt, lastAttempt, diedAt, blob, ...rest } = letter;
  return {
    ...rest,
    destination: destination ?? null,
    tenant: tenantId,
    tenantName: tenantName || undefined,
    firstAttempt: isoOf(firstAttempt),
    lastAttempt: isoOf(lastAttempt),
    diedAt: isoOf(diedAt),
    payload: `deadletters/${blob}`,
    row: { partitionKey: row.partitionKey, rowKey: row.rowKey },
  };
}

/** As `--destination` takes it. */
export function destinationOf({ destination }: Pick<Letter, 'destination'>): string {
  return destination ?? withoutDestination;
}
