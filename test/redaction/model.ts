import { createHash, createHmac } from 'node:crypto';

/** A JSON value together with every choice its writer had: spellings of texts, white space, repeated names. */
export type Node =
  | { readonly kind: 'scalar'; readonly raw: string }
  | { readonly kind: 'array' | 'object'; readonly gap: string; readonly items: readonly Item[] };

/** An element of an array (whose name counts for nothing) or a member of an object. */
export interface Item {
  readonly name: string;
  readonly written: string;
  /** Before the name, before the colon, after the colon, after the value. */
  readonly spaces: readonly [string, string, string, string];
  readonly value: Node;
}

export interface Rules {
  readonly drop: readonly string[];
  readonly hash: readonly string[];
  readonly keyed: boolean;
}

export interface Keying {
  readonly tenantId: string;
  readonly key: string;
}

type PrintValue = (item: Item) => string;

export function printed(node: Node): string {
  return print(
    node,
    ({ value }) => printed(value),
    () => false,
  );
}

/** The text that redaction has to make of `printed(node)`, told by the model instead of by the text. */
export function redacted(node: Node, rules: Rules, keying: Keying, above: readonly string[] = []): string {
  const names = (item: Item) => [...above, item.name];
  const printItem = (item: Item) => {
    if (node.kind === 'array') return redacted(item.value, rules, keying, above);
    if (matches(rules.hash, names(item))) return pseudonym(printed(item.value), rules, keying);
    return redacted(item.value, rules, keying, names(item));
  };
  return print(node, printItem, (item) => node.kind === 'object' && matches(rules.drop, names(item)));
}

/** Of a dropped item only the white space behind it stays. */
function print(node: Node, printValue: PrintValue, isDropped: (item: Item) => boolean): string {
  if (node.kind === 'scalar') return node.raw;
  let commas = '';
  const texts = node.items.map((item) => {
    const [before, beforeColon, afterColon, after] = item.spaces;
    if (isDropped(item)) return after;
    const name = node.kind === 'object' ? `${item.written}${beforeColon}:${afterColon}` : '';
    const text = `${commas}${before}${name}${printValue(item)}${after}`;
    commas = ',';
    return text;
  });
  const inside = node.items.length === 0 ? node.gap : texts.join('');
  return node.kind === 'object' ? `{${inside}}` : `[${inside}]`;
}

/** Any number of the innermost names, joined, may be the written path. */
function matches(paths: readonly string[], names: readonly string[]): boolean {
  const ends = names.map((_, from) => names.slice(from).join('.').toLowerCase());
  return paths.some((path) => ends.includes(path.toLowerCase()));
}

function pseudonym(raw: string, { keyed }: Rules, { tenantId, key }: Keying): string {
  if (raw === 'null') return raw;
  const content = raw.startsWith('"') ? (JSON.parse(raw) as string) : raw;
  const hash = keyed
    ? createHmac('sha256', key).update(content)
    : createHash('sha256').update(`${tenantId}:${content}`);
  return `"${keyed ? 'hmac-sha256' : 'sha256'}:${hash.digest('hex')}"`;
}
