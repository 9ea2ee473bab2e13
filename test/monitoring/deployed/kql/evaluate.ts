import type { Predicate, Query, Step } from './parse';
import { type Cell, computed } from './values';

export type KqlRow = Readonly<Record<string, Cell>>;
export type Workspace = Readonly<Record<string, readonly KqlRow[]>>;

/** The rows that a query answers with. Every step looks at one row at a time, so their order stays. */
export function evaluate({ table, steps }: Query, workspace: Workspace): readonly KqlRow[] {
  const rows = workspace[table];
  if (!rows) throw new Error(`There is no table ${table}.`);
  return steps.reduce(applied, rows);
}

function applied(rows: readonly KqlRow[], step: Step): readonly KqlRow[] {
  if (step.kind === 'where') {
    const tests = step.all.map((each) => [each.column, testOf(each)] as const);
    return rows.filter((row) => tests.every(([column, holds]) => holds(cellOf(row, column))));
  }
  if (step.kind === 'project') {
    return rows.map((row) => Object.fromEntries(step.columns.map((name) => [name, cellOf(row, name)])));
  }
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(step.columns.map((each) => [each.name, computed(each, cellOf(row, each.column))])),
  }));
}

function cellOf(row: KqlRow, column: string): Cell {
  const cell = row[column];
  if (cell === undefined) throw new Error(`There is no column ${column}.`);
  return cell;
}

/** The operators `=~`, `contains` and `has` ignore case. */
function testOf(predicate: Predicate): (cell: Cell) => boolean {
  if ('values' in predicate) {
    if (predicate.test === 'in') return (cell) => predicate.values.includes(string(cell));
    const words = predicate.values.map((each) => each.toLowerCase());
    return (cell) => {
      const text = string(cell).toLowerCase();
      return words.some((each) => has(text, each));
    };
  }
  const { value } = predicate;
  if (typeof value === 'boolean') return (cell) => bool(cell) === value;
  if (predicate.test === '==') return (cell) => string(cell) === value;
  const wanted = value.toLowerCase();
  if (predicate.test === '=~') return (cell) => string(cell).toLowerCase() === wanted;
  return (cell) => string(cell).toLowerCase().includes(wanted);
}

const alphanumeric = /[\p{L}\p{N}]/u;

/** The words are there, whole. A word is as many letters and digits as stand together. */
function has(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const around = [text[at - 1], text[at + words.length]];
    if (!around.some((each) => each !== undefined && alphanumeric.test(each))) return true;
  }
  return false;
}

function string(cell: Cell): string {
  if (typeof cell !== 'string') throw new Error(`${String(cell)} is compared as if it were a string.`);
  return cell;
}

function bool(cell: Cell): boolean {
  if (typeof cell !== 'boolean') throw new Error(`${String(cell)} is compared as if it were a bool.`);
  return cell;
}
