import { compact, memberText } from '../../data/raw-json';
import type { Delivery } from '../../siem/delivery';

/** How what arrived compares with what had to. Numbers of records. */
export interface Arrival {
  /** Arrived at least once with every digit. */
  readonly whole: number;
  /** Ids of records that never arrived. */
  readonly missing: readonly string[];
  /** Ids of records that arrived as another text. */
  readonly changed: readonly string[];
  /** Arrivals beyond the first of one text. */
  readonly repeated: number;
  /** Ids of what arrived although it hadn't to. */
  readonly unexpected: readonly string[];
}

/**
 * Compares texts, never parsed values: JSON.parse would make 9007199254740993 and ...992 equal. Only white space
 * between tokens may differ.
 */
export function compareArrival(expected: readonly string[], deliveries: readonly Delivery[]): Arrival {
  const arrived = new Map<string, { readonly id: string; times: number }>();
  for (const { dataRaw, subject } of deliveries) {
    const text = compact(dataRaw);
    const known = arrived.get(text);
    if (known) known.times += 1;
    else arrived.set(text, { id: subject, times: 1 });
  }
  const absent: string[] = [];
  let [whole, repeated] = [0, 0];
  for (const raw of expected) {
    const text = compact(raw);
    const found = arrived.get(text);
    arrived.delete(text);
    if (!found) absent.push(idOf(raw));
    else [whole, repeated] = [whole + 1, repeated + found.times - 1];
  }
  const strangers = [...arrived.values()];
  const strange = new Set(strangers.map(({ id }) => id));
  const changed = absent.filter((id) => strange.has(id));
  return {
    whole,
    missing: absent.filter((id) => !strange.has(id)),
    changed,
    repeated: repeated + strangers.reduce((sum, { times }) => sum + times - 1, 0),
    unexpected: strangers.map(({ id }) => id).filter((id) => !changed.includes(id)),
  };
}

/** An alert has an `id`, and may name its incident as well. */
function idOf(raw: string): string {
  const text = memberText(raw, 'id') ?? memberText(raw, 'incidentId') ?? 'unknown';
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}
