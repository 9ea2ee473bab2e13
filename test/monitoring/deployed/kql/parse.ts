import { type Token, tokensOf } from './tokens';

/** A query as the alerts have them: rows of one table, narrowed and given columns step by step. */
export interface Query {
  readonly table: string;
  readonly steps: readonly Step[];
}

export type Step =
  /** Rows of which all of these are true. */
  | { readonly kind: 'where'; readonly all: readonly Predicate[] }
  | { readonly kind: 'extend'; readonly columns: readonly Computed[] }
  | { readonly kind: 'project'; readonly columns: readonly string[] };

export type Predicate = { readonly column: string } & (
  | { readonly test: '=='; readonly value: string | boolean }
  | { readonly test: '=~' | 'contains'; readonly value: string }
  | { readonly test: 'in' | 'has_any'; readonly values: readonly string[] }
);

/** `name = call(column)` or `name = call(column.member)` */
export interface Computed {
  readonly name: string;
  readonly call: 'parse_json' | 'tostring' | 'tolong';
  readonly column: string;
  readonly member?: string;
}

/** Throws at everything that isn't one of these; a query that is understood in part would prove nothing. */
export function parseQuery(text: string): Query {
  const reader = new Reader(tokensOf(text));
  const table = reader.name();
  const steps: Step[] = [];
  while (reader.take('|')) steps.push(stepOf(reader));
  reader.end();
  return { table, steps };
}

function stepOf(reader: Reader): Step {
  const kind = reader.oneOf(['where', 'extend', 'project']);
  if (kind === 'where') return { kind, all: reader.list('and', predicateOf) };
  if (kind === 'extend') return { kind, columns: reader.list(',', computedOf) };
  return { kind, columns: reader.list(',', (each) => each.name()) };
}

function predicateOf(reader: Reader): Predicate {
  const column = reader.name();
  const test = reader.oneOf(['==', '=~', 'contains', 'in', 'has_any']);
  if (test === 'in' || test === 'has_any') {
    return { column, test, values: reader.enclosed(() => reader.list(',', (each) => each.text())) };
  }
  if (test === '==' && reader.take('true')) return { column, test, value: true };
  if (test === '==' && reader.take('false')) return { column, test, value: false };
  return { column, test, value: reader.text() };
}

function computedOf(reader: Reader): Computed {
  const name = reader.name();
  reader.must('=');
  const call = reader.oneOf(['parse_json', 'tostring', 'tolong']);
  return reader.enclosed(() => {
    const column = reader.name();
    return { name, call, column, ...(reader.take('.') && { member: reader.name() }) };
  });
}

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  /** Goes on if the next piece is this sign or word. */
  take(wanted: string): boolean {
    const { kind, text } = this.next();
    const taken = text === wanted && (kind === 'sign' || kind === 'name');
    if (taken) this.at += 1;
    return taken;
  }

  must(wanted: string): void {
    if (!this.take(wanted)) this.refuse(wanted);
  }

  oneOf<W extends string>(wanted: readonly W[]): W {
    return wanted.find((each) => this.take(each)) ?? this.refuse(wanted.join(', '));
  }

  name = () => this.of('name');
  text = () => this.of('text');
  end = () => this.of('end');

  /** One or more, with this between them. */
  list<T>(between: string, item: (reader: Reader) => T): readonly T[] {
    const items = [item(this)];
    while (this.take(between)) items.push(item(this));
    return items;
  }

  enclosed<T>(inner: () => T): T {
    this.must('(');
    const value = inner();
    this.must(')');
    return value;
  }

  private of(wanted: Token['kind']): string {
    const { kind, text } = this.next();
    if (kind !== wanted) this.refuse(`a ${wanted}`);
    this.at += 1;
    return text;
  }

  private next(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: 'the end' };
  }

  private refuse(wanted: string): never {
    throw new Error(`In a query ${wanted} is understood here, not ${this.next().text}.`);
  }
}
