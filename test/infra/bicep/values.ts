import type { Node } from 'web-tree-sitter';
import { childrenOf } from './syntax';

/** What is written behind a colon or an equals sign. `source` is the text of it, as written. */
export type Value = { readonly source: string } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number' | 'boolean' | 'null' }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | ObjectValue
  | { readonly kind: 'choice'; readonly branches: readonly Value[] }
  /** Known only in Azure: names, calls, text with names inside. */
  | { readonly kind: 'expression' }
);

export interface ObjectValue {
  readonly kind: 'object';
  readonly source: string;
  readonly properties: Readonly<Record<string, Value>>;
}

export function toValue(node: Node): Value {
  const source = node.text;
  if (node.type === 'string') {
    const parts = childrenOf(node);
    if (parts.some(({ type }) => type === 'interpolation')) return { kind: 'expression', source };
    return { kind: 'text', source, text: parts.map(unescaped).join('') };
  }
  if (node.type === 'number' || node.type === 'boolean' || node.type === 'null') return { kind: node.type, source };
  if (node.type === 'array') return { kind: 'array', source, items: childrenOf(node).map(toValue) };
  if (node.type === 'for_statement') return { kind: 'array', source, items: [toValue(bodyOf(node))] };
  if (node.type === 'object') return objectOf(node);
  if (node.type === 'parenthesized_expression') return { ...toValue(only(node)), source };
  if (node.type === 'ternary_expression') {
    return { kind: 'choice', source, branches: childrenOf(node).slice(1).map(toValue) };
  }
  return { kind: 'expression', source };
}

export function objectOf(node: Node): ObjectValue {
  const properties = childrenOf(node).map((property): [string, Value] => {
    const [name, value] = childrenOf(property);
    if (!name || !value) throw new Error(`Not understood: ${property.text}`);
    const key = toValue(name);
    return [key.kind === 'text' ? key.text : name.text, toValue(value)];
  });
  return { kind: 'object', source: node.text, properties: Object.fromEntries(properties) };
}

/** What a loop repeats or a condition guards: its last part. */
export function bodyOf(node: Node): Node {
  const body = childrenOf(node).at(-1);
  if (!body) throw new Error(`Not understood: ${node.text}`);
  return body.type === 'if_statement' || body.type === 'for_statement' ? bodyOf(body) : body;
}

function only(node: Node): Node {
  const [child, ...more] = childrenOf(node);
  if (!child || more.length > 0) throw new Error(`Not understood: ${node.text}`);
  return child;
}

function unescaped(part: Node): string {
  if (part.type !== 'escape_sequence') return part.text;
  return { '\\n': '\n', '\\r': '\r', '\\t': '\t' }[part.text] ?? part.text.slice(1);
}
