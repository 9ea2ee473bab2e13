import { sha256 } from '../../events/hash';
import { prefixOf, rowKeyOf } from './key';

/** What a row of the table `deliveries` is about, as far as its key tells. */
export interface DeliveryPlace {
  readonly kind: string;
  readonly record: string;
  readonly destination: string;
}

/**
 * Reads the key that `rowKeyOf` wrote. Of a part that was too long for a key only a hash is left: a destination is found
 * among `names`, those that are configured; anything else stays a hash. Undefined for a key that somebody else wrote.
 */
export function placeOfRow(rowKey: string, names: readonly string[]): DeliveryPlace | undefined {
  const [kind, record, destination, ...more] = rowKey.split('|');
  if (!kind || !record || !destination || more.length > 0) return undefined;
  return { kind: decoded(kind), record: decoded(record), destination: named(destination, names) };
}

/** OData conditions on RowKey for the rows of one record. `}` is the character behind `|`. */
export function keyRangeOf(kind: string, record: string): string {
  const prefix = prefixOf(kind, record);
  return `RowKey ge '${prefix}' and RowKey lt '${prefix.slice(0, -1)}}'`;
}

function named(part: string, names: readonly string[]): string {
  if (!isHash(part)) return decoded(part);
  return names.find((name) => writtenAs(name) === part) ?? part;
}

function writtenAs(destination: string): string {
  return rowKeyOf({ tenantId: '', kind: '', record: '', destination }).slice(prefixOf('', '').length);
}

const hashLength = sha256('').length;

function isHash(part: string): boolean {
  return part.length === hashLength + 1 && /^_[0-9a-f]+$/.test(part);
}

function decoded(part: string): string {
  return part.replaceAll(/_([0-9a-f]{1,6})_/g, (written, code) => {
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : written;
  });
}
