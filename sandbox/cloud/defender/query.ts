import type { Collection } from './collections';
import { FilterError, parseFilter } from './filter';
import type { Version } from './table';

export interface ListQuery {
  readonly matches: (version: Version) => boolean;
  readonly top: number;
  readonly skip: number;
  readonly expanded: boolean;
}

/** What a call asks for, or the words of a 400. Options that a collection doesn't document are refused, not ignored. */
export function parseQuery(collection: Collection, query: Readonly<Record<string, string>>): ListQuery | string {
  const known = ['$filter', '$top', '$skip', ...(collection.expandable ? ['$expand'] : [])];
  const strange = Object.keys(query).find((name) => name.startsWith('$') && !known.includes(name));
  if (strange) return `Query option '${strange}' is not allowed.`;
  const top = count(query.$top, collection.maxTop);
  const skip = count(query.$skip, 0);
  if (top === undefined || skip === undefined) return 'The value of $top or $skip is not a non-negative integer.';
  if (top > collection.maxTop) {
    return `The limit of '${collection.maxTop}' for Top query has been exceeded. The value from the incoming request is '${top}'.`;
  }
  const { $expand: expand, $filter: filter } = query;
  if (expand !== undefined && expand !== collection.expandable) return `'${expand}' can't be expanded.`;
  try {
    const matches = filter === undefined ? () => true : parseFilter(collection, filter);
    return { matches, top, skip, expanded: expand !== undefined };
  } catch (error) {
    if (error instanceof FilterError) return error.message;
    throw error;
  }
}

function count(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
