import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node, Parser } from 'web-tree-sitter';
import { childrenOf, openParser, parseBicep } from './syntax';
import { bodyOf, type ObjectValue, objectOf, toValue, type Value } from './values';

export interface Resource {
  readonly symbol: string;
  /** e.g. `Microsoft.Storage/storageAccounts` */
  readonly type: string;
  readonly apiVersion: string;
  /** Named, not deployed. */
  readonly existing: boolean;
  /** What a loop walks through, as written. */
  readonly over?: string;
  readonly body: ObjectValue;
}

export interface Module {
  readonly symbol: string;
  /** As written, relative to the file. */
  readonly path: string;
  readonly condition?: string;
  readonly body: ObjectValue;
}

export interface Parameter {
  readonly name: string;
  /** Absent when the parameter must be given. */
  readonly fallback?: Value;
  readonly decorators: Readonly<Record<string, Value>>;
}

export interface BicepFile {
  readonly path: string;
  readonly source: string;
  readonly resources: readonly Resource[];
  readonly modules: readonly Module[];
  readonly parameters: readonly Parameter[];
  readonly variables: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
}

/** Every Bicep file of the deployment, by its path inside infra/. */
export async function readInfra(): Promise<ReadonlyMap<string, BicepFile>> {
  const paths = readdirSync('infra', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.bicep'));
  const parser = await openParser();
  return new Map(
    paths.sort().map((path) => [path, readBicep(parser, path, readFileSync(join('infra', path), 'utf8'))]),
  );
}

export function readBicep(parser: Parser, path: string, source: string): BicepFile {
  const statements = childrenOf(parseBicep(parser, path, source));
  const of = (type: string) => statements.filter((statement) => statement.type === type);
  const named = (type: string) => Object.fromEntries(of(type).map((each) => [nameOf(each), toValue(lastOf(each))]));
  return {
    path,
    source,
    resources: of('resource_declaration').map(resourceOf),
    modules: of('module_declaration').map(moduleOf),
    parameters: of('parameter_declaration').map((each) => parameterOf(each, decoratorsBefore(statements, each))),
    variables: named('variable_declaration'),
    outputs: named('output_declaration'),
  };
}

function resourceOf(node: Node): Resource {
  const [type = '', apiVersion = ''] = textOf(node).split('@');
  const loop = childrenOf(node).find((child) => child.type === 'for_statement');
  const over = loop && childrenOf(loop).at(-2);
  return {
    symbol: nameOf(node),
    type,
    apiVersion,
    existing: node.children.some((child) => child?.text === 'existing'),
    ...(over && { over: over.text }),
    body: objectOf(bodyOf(node)),
  };
}

function moduleOf(node: Node): Module {
  const condition = childrenOf(node).find((child) => child.type === 'if_statement')?.firstNamedChild;
  return {
    symbol: nameOf(node),
    path: textOf(node),
    ...(condition && { condition: condition.text }),
    body: objectOf(bodyOf(node)),
  };
}

function parameterOf(node: Node, decorators: Parameter['decorators']): Parameter {
  const [, , fallback] = childrenOf(node);
  return { name: nameOf(node), decorators, ...(fallback && { fallback: toValue(fallback) }) };
}

/** Decorators are statements of their own in the grammar: those right before. */
function decoratorsBefore(statements: readonly Node[], node: Node): Parameter['decorators'] {
  const before = statements[statements.findIndex(({ id }) => id === node.id) - 1];
  if (before?.type !== 'decorators') return {};
  const calls = childrenOf(before).flatMap((decorator) => childrenOf(decorator));
  return Object.fromEntries(
    calls.map((call) => {
      const [argument] = childrenOf(call).at(-1)?.namedChildren ?? [];
      return [call.firstNamedChild?.text ?? '', argument ? toValue(argument) : { kind: 'null', source: '' }];
    }),
  );
}

function lastOf(node: Node): Node {
  return childrenOf(node).at(-1) ?? node;
}

function nameOf(node: Node): string {
  const name = childrenOf(node).find(({ type }) => type === 'identifier' || type === 'compatible_identifier');
  if (!name) throw new Error(`Not understood: ${node.text}`);
  return name.text;
}

/** The text behind the name: a type with its version, or a path. */
function textOf(node: Node): string {
  const text = childrenOf(node).find(({ type }) => type === 'string');
  const value = text && toValue(text);
  if (value?.kind !== 'text') throw new Error(`Not understood: ${node.text}`);
  return value.text;
}
