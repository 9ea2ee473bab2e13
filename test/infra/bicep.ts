/** The few constructs of Bicep that main.bicep uses, read from its text. Everything else stays text. */
export interface Resource {
  readonly symbol: string;
  /** e.g. `Microsoft.Storage/storageAccounts` */
  readonly type: string;
  readonly apiVersion: string;
  /** The name of the array that `[for … in <array>: {` walks. */
  readonly over?: string;
  readonly body: string;
}

export interface Parameter {
  readonly name: string;
  /** The expression behind `=`; absent when the parameter must be given. */
  readonly fallback?: string;
  readonly allowed?: readonly string[];
}

export interface Bicep {
  readonly resources: readonly Resource[];
  readonly parameters: readonly Parameter[];
  /** Arrays of texts or names, each element as written. */
  readonly arrays: Readonly<Record<string, readonly string[]>>;
  /** Scalars: texts without their quotes. */
  readonly texts: Readonly<Record<string, string>>;
  /** Objects of texts on one line each. */
  readonly objects: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Throws when a declaration isn't understood, so that nothing passes a check by not being seen. */
export function readBicep(source: string): Bicep {
  const text = source.replaceAll(/^\s*\/\/.*\n/gm, '');
  const bicep: Bicep = {
    resources: [
      ...text.matchAll(/^resource (\w+) '([^'@]+)@([^']+)' = (?:\[for \w+ in (\w+): )?\{\n([\s\S]*?)^\}\]?$/gm),
    ].map(([, symbol = '', type = '', apiVersion = '', over, body = '']) => ({
      symbol,
      type,
      apiVersion,
      ...(over && { over }),
      body,
    })),
    parameters: [...text.matchAll(/((?:^@.*\n)*)^param (\w+) \w+(?: = (.+))?$/gm)].map(parameter),
    arrays: table(text, /^var (\w+) = \[(.*)\]$/gm, (written) => written.split(',').map((each) => each.trim())),
    texts: table(text, /^var (\w+) = '([^'$]*)'$/gm, (written) => written),
    objects: table(text, /^var (\w+) = \{\n([\s\S]*?)^\}$/gm, propertiesOf),
    outputs: table(text, /^output (\w+) \w+ = (.+)$/gm, (written) => written),
  };
  const declared = (keyword: string) => text.match(new RegExp(`^${keyword} `, 'gm'))?.length ?? 0;
  const seen = {
    resource: bicep.resources.length,
    param: bicep.parameters.length,
    output: Object.keys(bicep.outputs).length,
  };
  for (const [keyword, count] of Object.entries(seen)) {
    if (declared(keyword) !== count) throw new Error(`${declared(keyword)} × ${keyword}, understood ${count}.`);
  }
  return bicep;
}

function parameter([, decorators = '', name = '', fallback]: RegExpMatchArray): Parameter {
  const allowed = /^@allowed\(\[(.*)\]\)$/m
    .exec(decorators)?.[1]
    ?.split(',')
    .map((each) => unquoted(each.trim()));
  return { name, ...(fallback && { fallback }), ...(allowed && { allowed }) };
}

function table<T>(text: string, pattern: RegExp, read: (written: string) => T): Record<string, T> {
  return Object.fromEntries([...text.matchAll(pattern)].map(([, name = '', written = '']) => [name, read(written)]));
}

/** `name: value` lines, however deep; values as written but without quotes around a plain text. */
export function propertiesOf(body: string): Record<string, string> {
  return table(body, /^\s*(\w+): (.*[^{[\n])$/gm, unquoted);
}

/** The text between the braces of `name: {`, however deep it lies. */
export function blockOf(body: string, name: string): string {
  const [opening, indent = ''] = new RegExp(`^( *)${name}: \\{\\n`, 'm').exec(body) ?? [];
  if (opening === undefined) throw new Error(`There is no block ${name}.`);
  const rest = body.slice(body.indexOf(opening) + opening.length);
  return rest.slice(0, rest.search(new RegExp(`^${indent}\\}$`, 'm')));
}

export function unquoted(written: string): string {
  return /^'([^']*)'$/.exec(written)?.[1] ?? written;
}
