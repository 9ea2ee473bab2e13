import { ticksOf } from '../ticks';
import type { Collection } from './collections';
import type { Version } from './table';

/** A `$filter` that the service doesn't understand: HTTP 400. */
export class FilterError extends Error {}

type Condition = (version: Version) => boolean;

const holds: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ge: (order) => order >= 0,
  gt: (order) => order > 0,
  le: (order) => order <= 0,
  lt: (order) => order < 0,
};

/**
 * Parses comparisons joined by `and`. Instants stand bare (OData 4) and are compared at 100 ns; texts stand in single
 * quotes, doubled inside; a record without the member meets no comparison but `eq null`.
 */
export function parseFilter(collection: Collection, text: string): Condition {
  const tokens = text.match(/'(?:[^']|'')*'|[^\s']+/g) ?? [];
  if (tokens.length % 4 !== 3) throw new FilterError(`Syntax error in '$filter=${text}'.`);
  const conditions: Condition[] = [];
  for (let at = 0; at < tokens.length; at += 4) {
    const [member = '', operator = '', literal = '', joint = 'and'] = tokens.slice(at, at + 4);
    if (joint !== 'and') throw new FilterError(`'${joint}' is not supported in $filter.`);
    conditions.push(comparison(collection, member, operator, literal));
  }
  return (version) => conditions.every((condition) => condition(version));
}

function comparison(collection: Collection, member: string, operator: string, literal: string): Condition {
  const kind = Object.hasOwn(collection.filterable, member) ? collection.filterable[member] : undefined;
  if (!kind) throw new FilterError(`Filtering by property '${member}' is not supported.`);
  const test = Object.hasOwn(holds, operator) ? holds[operator] : undefined;
  if (!test) throw new FilterError(`Operator '${operator}' is not supported.`);
  if (literal === 'null') return ({ texts }) => operator === 'eq' && texts[member] === null;

  if (kind === 'instant') {
    const bound = ticksOf(literal);
    if (bound === undefined) throw new FilterError(`'${literal}' is not a DateTimeOffset.`);
    return ({ instants }) => {
      const ticks = instants[member];
      return ticks !== undefined && test(ticks < bound ? -1 : ticks > bound ? 1 : 0);
    };
  }
  if (operator !== 'eq') throw new FilterError(`Operator '${operator}' is not supported for '${member}'.`);
  const expected = kind === 'number' ? digits(literal) : unquoted(literal);
  return ({ texts }) => texts[member] === expected;
}

function digits(literal: string): string {
  if (!/^-?\d+$/.test(literal)) throw new FilterError(`'${literal}' is not a number.`);
  return literal;
}

function unquoted(literal: string): string {
  if (!/^'.*'$/s.test(literal)) throw new FilterError(`'${literal}' is not a string in quotes.`);
  return literal.slice(1, -1).replaceAll("''", "'");
}
