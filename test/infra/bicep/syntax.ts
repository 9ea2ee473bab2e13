import { Language, type Node, Parser } from 'web-tree-sitter';

/**
 * A parser of Bicep by the grammar of tree-sitter-bicep 1.1.0, which doesn't know spread, resourceInput<>, extension and
 * parameter files. One for many files: two that load at once get into each other's way.
 */
export async function openParser(): Promise<Parser> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load('node_modules/tree-sitter-bicep/tree-sitter-bicep.wasm'));
  return parser;
}

/** What can't be parsed is an error, so that nothing passes a check by not being seen. */
export function parseBicep(parser: Parser, path: string, source: string): Node {
  const tree = parser.parse(source);
  if (!tree) throw new Error(`${path} wasn't parsed.`);
  const wrong = firstFault(tree.rootNode);
  if (wrong) {
    const { row, column } = wrong.startPosition;
    throw new Error(`${path}:${row + 1}:${column + 1}: syntax error at ${JSON.stringify(wrong.text.slice(0, 40))}`);
  }
  return tree.rootNode;
}

function firstFault(node: Node): Node | undefined {
  if (node.isError || node.isMissing) return node;
  if (!node.hasError) return undefined;
  return childrenOf(node, false).map(firstFault).find(Boolean) ?? node;
}

/** The children that aren't comments; by default only those with a name of their own in the grammar. */
export function childrenOf(node: Node, named = true): Node[] {
  const children = named ? node.namedChildren : node.children;
  return children.filter((child): child is Node => child !== null && !child.type.endsWith('comment'));
}
