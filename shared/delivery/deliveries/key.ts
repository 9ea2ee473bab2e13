import { sha256 } from '../../events/hash';

/** One record and one destination: what a row of the table `deliveries` is about. */
export interface DeliveryKey {
  readonly tenantId: string;
  /** `incident`, `alert`, `hunt`, … */
  readonly kind: string;
  /** The record's own id. */
  readonly record: string;
  readonly destination: string;
}

/** `kind|record|destination`, each part written so that Azure takes it in a key and no two lists of parts are alike. */
export function rowKeyOf({ kind, record, destination }: DeliveryKey): string {
  return `${prefixOf(kind, record)}${encoded(destination)}`;
}

/** What the keys of one record's rows begin with. */
export function prefixOf(kind: string, record: string): string {
  return `${encoded(kind)}|${encoded(record)}|`;
}

/** Azure refuses / \ # ? and control characters in a key, and keys over 512 characters; `|` separates. */
function encoded(part: string): string {
  const safe = part.replace(/[^\w.@ -]|_/gu, (char) => `_${char.codePointAt(0)?.toString(16)}_`);
  return safe.length <= 160 ? safe : `_${sha256(part)}`;
}
