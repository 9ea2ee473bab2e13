import type { Computed } from './parse';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A value of type dynamic. */
export class Dynamic {
  constructor(readonly json: Json) {}
}

/** null: a long without a value. A string without one is empty. */
export type Cell = string | number | boolean | Date | Dynamic | null;

/** What a function makes of a column, or of a member of a column that holds JSON. */
export function computed({ call, member }: Computed, cell: Cell): Cell {
  if (call === 'parse_json') {
    if (typeof cell !== 'string' || member !== undefined) throw new Error('parse_json takes a string here.');
    return parsed(cell);
  }
  if (!(cell instanceof Dynamic) || member === undefined) throw new Error(`${call} takes a member of JSON here.`);
  const json = memberOf(cell.json, member);
  return call === 'tostring' ? toText(json) : toLong(json);
}

/** Text that is no JSON stays the text. */
function parsed(text: string): Dynamic {
  try {
    return new Dynamic(JSON.parse(text) as Json);
  } catch {
    return new Dynamic(text);
  }
}

/** Case matters. What has no such member has null. */
function memberOf(json: Json, name: string): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || !Object.hasOwn(json, name)) return null;
  return (json as { readonly [name: string]: Json })[name] ?? null;
}

function toText(json: Json): string {
  if (json === null) return '';
  return typeof json === 'string' ? json : JSON.stringify(json);
}

/** Whole numbers, also as text; of others the fraction is cut off. */
function toLong(json: Json): number | null {
  if (typeof json === 'number') return Math.trunc(json);
  return typeof json === 'string' && /^[+-]?\d+$/.test(json) ? Number(json) : null;
}
