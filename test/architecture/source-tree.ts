import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** One import or re-export of a file. */
export interface Import {
  /** A package's name, or the path of a file of the project without its extension, e.g. `shared/errors`. */
  readonly target: string;
  readonly external: boolean;
  /** False when only types are imported, which leave nothing in the running program. */
  readonly byValue: boolean;
}

export interface SourceFile {
  /** From the root of the project, without extension, e.g. `shared/tenants/row`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

const folders = ['functions', 'shared', 'cli', 'sandbox', 'monitoring', 'test', 'bench'];

/** Every TypeScript file of the project below `root`. */
export function readSourceTree(root: string): readonly SourceFile[] {
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  const files = present.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      posix.join(folder, name.replaceAll('\\', '/')),
    ),
  );
  const sources = files.filter((file) => file.endsWith('.ts') && statSync(join(root, file)).isFile());
  return resolveFolders(
    sources.map((file) => sourceFile(file.replace(/\.ts$/, ''), readFileSync(join(root, file), 'utf8'))),
  );
}

/** A file from its text alone, as the rules see it. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, lines: text.trimEnd().split('\n').length, imports: importsOf(path, text) };
}

const statement = /^(?:import|export)\s+(type\s+)?(?:([^'";=()]*?)\s*from\s+)?['"]([^'"]+)['"]/gm;
const call = /\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(path: string, text: string): readonly Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const statements = [...code.matchAll(statement)].map(([, type, clause = '', specifier = '']) =>
    importOf(path, specifier, !type && !onlyTypes(clause)),
  );
  const calls = [...code.matchAll(call)].map(([, specifier = '']) => importOf(path, specifier, true));
  return [...statements, ...calls];
}

/** `{ type A, type B }` */
function onlyTypes(clause: string): boolean {
  const names = /^\{([\s\S]*)\}$/
    .exec(clause.trim())?.[1]
    ?.split(',')
    .filter((name) => name.trim());
  return names !== undefined && names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
}

function importOf(path: string, specifier: string, byValue: boolean): Import {
  if (specifier.startsWith('.')) {
    return { target: posix.join(dirname(path), specifier.replace(/\.[jt]s$/, '')), external: false, byValue };
  }
  const parts = specifier.split('/');
  return {
    target: specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? ''),
    external: true,
    byValue,
  };
}

/** `./commands` means `./commands/index` where that is a folder. */
function resolveFolders(files: readonly SourceFile[]): readonly SourceFile[] {
  const paths = new Set(files.map((file) => file.path));
  const resolve = (each: Import): Import =>
    !each.external && !paths.has(each.target) && paths.has(`${each.target}/index`)
      ? { ...each, target: `${each.target}/index` }
      : each;
  return files.map((file) => ({ ...file, imports: file.imports.map(resolve) }));
}
