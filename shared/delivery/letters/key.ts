import { withoutDestination } from '../../destinations/name';
import { sha256 } from '../../events/hash';

export { withoutDestination };

/** Names come from messages and rows here that may be gone or misspelt; Azure refuses some characters in a key. */
export function partitionOf(destination: string | undefined): string {
  return destination?.replace(/[/\\#?\p{Cc}]/gu, '_').slice(0, 128) || withoutDestination;
}

/** 9999-12-31T23:59:59.9999999Z in the ticks of .NET (since the year 1), whose 19 digits count down. */
const lastTick = 3_155_378_975_999_999_999n;
const ticksAtEpoch = 621_355_968_000_000_000n;
const tickDigits = 19;

/**
 * Newest first. The instant (`collectedMs`, since the epoch) is the event's collection and not the present, so that
 * storing the same event twice finds the same row.
 */
export function rowKeyOf(eventId: string, collectedMs: number): string {
  const ticks = BigInt(collectedMs) * 10_000n + ticksAtEpoch;
  return `${(lastTick - ticks).toString().padStart(tickDigits, '0')}-${safe(eventId)}`;
}

/** Name of the blob in the container `deadletters`. */
export function blobOf(partition: string, eventId: string): string {
  return `${partition}/${safe(eventId)}`;
}

/** The relay's own ids are hex; a message from elsewhere may carry one that Azure refuses in a key. */
function safe(eventId: string): string {
  return /^[\w.-]{1,256}$/.test(eventId) ? eventId : sha256(eventId);
}

/** Forty bits of the event's hash: enough to be typed and not to be met twice. */
const shortDigits = 10;

/** How a person names a letter, e.g. `siem/3f9a2c81d0`. */
export function shortKeyOf(partition: string, rowKey: string): string {
  return `${partition}/${idOf(rowKey).slice(0, shortDigits)}`;
}

/** What a person typed: a short key, or more of it, up to the keys of the row or the whole event id. */
export interface TypedKey {
  readonly partition?: string;
  readonly rest: string;
}

/** A name of a destination has no slash, an event id of ours neither. */
export function readTypedKey(typed: string): TypedKey {
  const slash = typed.lastIndexOf('/');
  const rest = typed.slice(slash + 1);
  return slash > 0 ? { partition: typed.slice(0, slash), rest } : { rest };
}

export function isMeantBy({ partition, rest }: TypedKey, row: { partitionKey: string; rowKey: string }): boolean {
  if (partition !== undefined && partition !== row.partitionKey) return false;
  return rest !== '' && (row.rowKey === rest || idOf(row.rowKey).startsWith(rest));
}

/** Behind the ticks and the hyphen. */
function idOf(rowKey: string): string {
  return rowKey.slice(tickDigits + 1);
}
