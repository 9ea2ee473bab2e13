/** A piece of a query. `text` of a text is what it stands for, without quotes and escapes. */
export interface Token {
  readonly kind: 'name' | 'text' | 'sign' | 'end';
  readonly text: string;
}

const pattern = /\s*(?:(?<name>[A-Za-z_]\w*)|'(?<text>(?:[^'\\\n]|\\['\\])*)'|(?<sign>==|=~|[=|,.()])|(?<end>$))/y;

/** Throws at what none of the alerts' queries has: numbers, other signs, other escapes. */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  const scan = new RegExp(pattern);
  for (;;) {
    const at = scan.lastIndex;
    const { name, text, sign } = groupsOf(scan.exec(query), query, at);
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll(/\\(.)/g, '$1') });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else return [...tokens, { kind: 'end', text: 'the end' }];
  }
}

function groupsOf(match: RegExpExecArray | null, query: string, at: number) {
  if (!match) throw new Error(`Not understood in a query: ${query.slice(at, at + 40).trim()}`);
  return match.groups ?? {};
}
