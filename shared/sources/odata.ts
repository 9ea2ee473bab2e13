import { RelayError } from '../errors';
import { elementsOf, membersOf } from '../events/raw-json';
import { formatInstant } from '../instant';
import { type Json, type RecordFields, readRecord } from './record';
import type { Page, Window } from './source';

/** `$filter` over the window's bounds. The APIs take ISO 8601 with seven digits. */
export function filterOf(window: Window, fields: RecordFields): string {
  const { from, to, created } = window;
  return [
    `${fields.updated} ge ${formatInstant(from)}`,
    to !== undefined && `${fields.updated} lt ${formatInstant(to)}`,
    created?.from !== undefined && `${fields.created} ge ${formatInstant(created.from)}`,
    created?.to !== undefined && `${fields.created} lt ${formatInstant(created.to)}`,
  ]
    .filter(Boolean)
    .join(' and ');
}

/** Query text with the `$` of OData's options left readable. */
export function queryOf(options: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== '');
  return given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
}

/**
 * A page is an object with an array `value`; anything else is a failure, never an empty page.
 * Throws RelayError `response_invalid`.
 */
export function parsePage(body: string, fields: RecordFields): Page {
  const answer = parseJson(body);
  if (!isPage(answer))
    throw new RelayError('response_invalid', 'The answer has no array "value"; it is not read as an empty page.');
  const raws = elementsOf(membersOf(body).get('value') ?? '[]');
  const next = answer['@odata.nextLink'];
  return {
    records: answer.value.map((record, index) => readRecord(record, raws[index] ?? '', fields)),
    hasNext: typeof next === 'string' && next !== '',
  };
}

function parseJson(body: string): Json {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new RelayError('response_invalid', 'The answer is not JSON, or it was cut off; it is read again later.', {
      cause,
    });
  }
}

interface PageShape {
  readonly value: readonly Json[];
  readonly '@odata.nextLink'?: Json;
}

function isPage(answer: Json): answer is Json & PageShape {
  return typeof answer === 'object' && answer !== null && 'value' in answer && Array.isArray(answer.value);
}
