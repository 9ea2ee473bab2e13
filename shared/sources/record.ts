import { createHash } from 'node:crypto';
import { membersOf } from '../events/raw-json';
import { later, parseInstant, type Ticks } from '../instant';
import type { ApiRecord } from './source';

/** Names of the members that matter. Everything else in a record is carried, never interpreted. */
export interface RecordFields {
  readonly id: string;
  readonly updated: string;
  readonly created: string;
  /** The array of alerts inside, and each alert's last update. */
  readonly alerts?: { readonly list: string; readonly updated: string };
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Reads one record leniently: missing, null or odd members never fail it; they end in `malformed` where it matters. */
export function readRecord(parsed: Json, raw: string, fields: RecordFields): ApiRecord {
  const record = isObject(parsed) ? parsed : {};
  const id = idOf(record[fields.id], raw, fields.id);
  const updated = instantOf(record[fields.updated]);
  const created = instantOf(record[fields.created])?.ticks;
  const severity = typeof record.severity === 'string' ? record.severity.toLowerCase() : undefined;
  const malformed = [
    !isObject(parsed) && 'the record is not a JSON object',
    id === undefined && `no usable ${fields.id}`,
    updated === undefined && `no usable ${fields.updated}`,
  ].filter(Boolean);
  return {
    raw,
    id: id ?? 'unknown',
    version: id !== undefined && updated ? versionOf(updated.ticks, record, fields) : hashOf(raw),
    ...(updated && { updated }),
    ...(created !== undefined && { created }),
    ...(severity && { severity }),
    ...(malformed.length > 0 && { malformed: malformed.join(', ') }),
  };
}

/** An alert can change without moving its incident, so the alerts inside take part in the version. */
function versionOf(updated: Ticks, record: { readonly [name: string]: Json }, fields: RecordFields): string {
  const alerts = fields.alerts && record[fields.alerts.list];
  if (!fields.alerts || !Array.isArray(alerts)) return String(updated);
  const name = fields.alerts.updated;
  const newest = (alerts as readonly Json[])
    .map((alert) => (isObject(alert) ? instantOf(alert[name])?.ticks : undefined) ?? 0n)
    .reduce(later, 0n);
  return `${updated}.${alerts.length}.${newest}`;
}

/** Ids are integers or texts; an integer beyond 2^53 is read from the raw text, so that two ids never fall together. */
function idOf(value: Json | undefined, raw: string, name: string): string | undefined {
  if (typeof value === 'string') return /^[^\p{Cc}]{1,200}$/u.test(value) ? value : undefined;
  if (typeof value !== 'number') return undefined;
  const text = Number.isSafeInteger(value) ? String(value) : membersOf(raw).get(name);
  return text !== undefined && /^-?\d{1,100}$/.test(text) ? text : undefined;
}

function instantOf(value: Json | undefined): { ticks: Ticks; text: string } | undefined {
  const ticks = typeof value === 'string' ? parseInstant(value) : undefined;
  return ticks === undefined ? undefined : { ticks, text: value as string };
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export type { Json };
