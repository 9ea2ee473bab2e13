import type { Node } from 'web-tree-sitter';
import { childrenOf } from '../bicep/syntax';

/** Functions of Bicep that this deployment calls. A new one is added here after a look into the documentation. */
const functions = new Set(
  [
    'bool cidrSubnet concat empty environment guid length loadTextContent range readEnvironmentVariable replace',
    'resourceGroup resourceId split subscriptionResourceId take tenant toLower union uniqueString',
  ]
    .join(' ')
    .split(' '),
);

const declarations = /^(parameter|variable|resource|module|output)_declaration$/;

export interface Names {
  readonly declared: readonly string[];
  /** Declared names that are never mentioned, outputs aside. */
  readonly unused: readonly string[];
  /**
   * Mentioned, and neither declared nor a variable of a loop around it nor a known function; or `a.b`, and the object that
   * the variable a is has no b.
   */
  readonly unknown: readonly string[];
}

/** What the compiler's own checks of names would find in a file. */
export function namesOf(root: Node): Names {
  const statements = childrenOf(root).filter(({ type }) => declarations.test(type));
  const nameOf = (statement: Node) => childrenOf(statement)[0]?.text ?? '';
  const declared = statements.filter(({ type }) => type !== 'output_declaration').map(nameOf);
  const objects = new Map(statements.filter(isObject).map((each) => [nameOf(each), keysOf(each)]));
  const mentioned = new Set<string>();
  const unknown = new Set<string>();
  const visit = (node: Node, locals: readonly string[]): void => {
    if (node.type === 'identifier') {
      const called = node.parent?.type === 'call_expression' && node.parent.firstNamedChild?.id === node.id;
      mentioned.add(node.text);
      if (called ? !functions.has(node.text) : ![...locals, ...declared].includes(node.text)) unknown.add(node.text);
      return;
    }
    if (node.type === 'member_expression' && missesMember(node, objects)) unknown.add(node.text);
    const children = childrenOf(node);
    const [first, ...rest] = children;
    if (node.type === 'for_statement' && first) {
      const variables = first.type === 'identifier' ? [first] : childrenOf(first);
      for (const child of rest) visit(child, [...locals, ...variables.map(({ text }) => text)]);
      return;
    }
    // The key of a property, and the name and type of a declaration, mention nothing.
    const named = node.type === 'object_property' && first?.type !== 'string';
    for (const child of named ? rest : children) if (child.type !== 'type') visit(child, locals);
  };
  for (const statement of statements) for (const child of childrenOf(statement).slice(1)) visit(child, []);
  return {
    declared,
    unused: declared.filter((name) => !mentioned.has(name) && !isDeployed(name, statements)),
    unknown: [...unknown],
  };
}

/** A resource or module is there for what it deploys, mentioned or not; what exists already is there to be mentioned. */
function isDeployed(name: string, statements: readonly Node[]): boolean {
  const statement = statements.find((each) => childrenOf(each)[0]?.text === name);
  const existing = statement?.children.some((child) => child?.text === 'existing');
  return /^(resource|module)/.test(statement?.type ?? '') && !existing;
}

function isObject(statement: Node): boolean {
  return statement.type === 'variable_declaration' && childrenOf(statement).at(-1)?.type === 'object';
}

function keysOf(statement: Node): readonly string[] {
  return childrenOf(statement)
    .slice(-1)
    .flatMap((object) => childrenOf(object))
    .map((property) => property.firstNamedChild?.text.replace(/^'(.*)'$/, '$1') ?? '');
}

function missesMember(node: Node, objects: ReadonlyMap<string, readonly string[]>): boolean {
  const [object, member] = childrenOf(node);
  const keys = object?.type === 'identifier' ? objects.get(object.text) : undefined;
  return keys !== undefined && !keys.includes(member?.text ?? '');
}
