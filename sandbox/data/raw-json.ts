/**
 * Reading and changing JSON as text, because `JSON.parse` changes numbers that a double can't hold
 * (9007199254740993, 1.0, 1e5) and a receiver must get every digit as it was sent.
 * Everything here takes text that is valid JSON; whoever isn't sure calls `JSON.parse` first.
 */

/** Where a member's value stands in its object's text: [start, end). */
export interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The members of the object that `text` is, in their order. A text that is no object has none. */
export function members(text: string): Member[] {
  let at = afterSpace(text, 0);
  if (text[at] !== '{') return [];
  const found: Member[] = [];
  at = afterSpace(text, at + 1);
  while (text[at] === '"') {
    const nameEnd = afterString(text, at);
    const name = String(JSON.parse(text.slice(at, nameEnd)));
    const start = afterSpace(text, afterSpace(text, nameEnd) + 1);
    const end = afterValue(text, start);
    found.push({ name, start, end });
    at = afterSpace(text, end);
    if (text[at] === ',') at = afterSpace(text, at + 1);
  }
  return found;
}

/** The exact text of one member's value; of a repeated name the last, as `JSON.parse` takes it. */
export function memberText(text: string, name: string): string | undefined {
  const member = members(text).findLast((candidate) => candidate.name === name);
  return member && text.slice(member.start, member.end);
}

/** The same object text with these members' values (JSON texts) replaced, or added at the end. */
export function withMembers(text: string, changes: Readonly<Record<string, string>>): string {
  const present = members(text);
  let result = text;
  for (const member of present.toReversed()) {
    const change = changes[member.name];
    if (change !== undefined) result = result.slice(0, member.start) + change + result.slice(member.end);
  }
  const added = Object.entries(changes)
    .filter(([name]) => !present.some((member) => member.name === name))
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .join(',');
  if (added === '') return result;
  const close = result.lastIndexOf('}');
  return `${result.slice(0, close)}${present.length > 0 ? ',' : ''}${added}${result.slice(close)}`;
}

/** The same JSON without white space between its tokens. */
export function compact(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\s+/g, (token) => (token.startsWith('"') ? token : ''));
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

function afterString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function afterValue(text: string, start: number): number {
  let at = start;
  let depth = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (depth === 0 && at > start && ',}] \t\r\n'.includes(character)) return at;
    if (character === '"') {
      at = afterString(text, at);
      if (depth === 0) return at;
      continue;
    }
    at += 1;
    if (character === '{' || character === '[') depth += 1;
    if ((character === '}' || character === ']') && --depth === 0) return at;
  }
  return at;
}
