import { parseInstant } from '../instant';
import type { Json } from '../sources/record';

/** What of a version is remembered, so that the next one can say what is new. At most 1 KB as JSON. */
export interface Digest {
  readonly status?: string;
  readonly severity?: string;
  readonly assignedTo?: string;
  readonly classification?: string;
  readonly determination?: string;
  /** The incident this one was merged into. */
  readonly mergedInto?: string;
  readonly alerts?: number;
  /** RFC 3339 */
  readonly newestAlert?: string;
  readonly evidence?: number;
  readonly tags?: number;
  readonly comments?: number;
}

/** Bytes of one text in a digest: six of them stay far under 1 KB. */
const maxTextBytes = 96;

type JsonObject = { readonly [name: string]: Json };

/** Reads leniently: what is missing or odd is simply not told. */
export function digestOf(record: JsonObject): Digest {
  const { alerts } = record;
  const digest: { [K in keyof Digest]: Digest[K] | undefined } = {
    status: textOf(record.status),
    severity: textOf(record.severity),
    assignedTo: textOf(record.assignedTo),
    classification: textOf(record.classification),
    determination: textOf(record.determination),
    mergedInto: textOf(record.redirectIncidentId),
    alerts: countOf(alerts),
    newestAlert: Array.isArray(alerts) ? newestOf(alerts) : undefined,
    evidence: countOf(record.evidence),
    tags: countOf(record.tags),
    comments: countOf(record.comments),
  };
  return Object.fromEntries(Object.entries(digest).filter(([, value]) => value !== undefined));
}

/** The alerts of each API name their last update differently. */
function newestOf(alerts: readonly Json[]): string | undefined {
  let newest: { readonly text: string; readonly ticks: bigint } | undefined;
  for (const alert of alerts) {
    if (typeof alert !== 'object' || alert === null || Array.isArray(alert)) continue;
    const { lastUpdatedTime, lastUpdateTime, lastUpdateDateTime } = alert as JsonObject;
    const text = lastUpdatedTime ?? lastUpdateTime ?? lastUpdateDateTime;
    const ticks = typeof text === 'string' ? parseInstant(text) : undefined;
    if (ticks !== undefined && (!newest || ticks > newest.ticks)) newest = { text: text as string, ticks };
  }
  return newest?.text;
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') return undefined;
  if (Buffer.byteLength(value) <= maxTextBytes) return value;
  const cut = Buffer.from(value).subarray(0, maxTextBytes - 3);
  // A character that the cut went through is left out.
  return `${cut.toString().replace(/\uFFFD+$/, '')}…`;
}

function countOf(value: Json | undefined): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}
