import type { Import, SourceFile } from './source-tree';

/** Looks at all files and says, one line a fault, what breaks it. */
export type Rule = (files: readonly SourceFile[]) => readonly string[];

const adapters = ['access', 'http', 'storage', 'sources', 'destinations', 'tenants'];
const useCases = ['collection', 'delivery', 'onboarding'];

/** Packages through which the program reaches the outside world. */
const isSdk = (target: string) => target.startsWith('@azure/') || target === 'axios';

function eachImport(fault: (file: SourceFile, each: Import) => string | undefined): Rule {
  return (files) =>
    files.flatMap((file) => file.imports.flatMap((each) => fault(file, each) ?? [])).filter((line) => line.length > 0);
}

const folderOf = (path: string) => path.split('/')[0] ?? '';
/** `tenants` of `shared/tenants/row`; undefined outside shared and for its top files. */
const partOf = (path: string) => (/^shared\/([^/]+)\//.exec(path) ?? [])[1];

/** functions, cli, monitoring → shared; nothing imports these but themselves and the tests; the sandbox stands alone. */
const reachable: Readonly<Record<string, readonly string[]>> = {
  functions: ['functions', 'shared'],
  cli: ['cli', 'shared'],
  shared: ['shared'],
  sandbox: ['sandbox'],
  monitoring: ['monitoring', 'shared'],
};

export const direction = eachImport((file, { target, external }) => {
  const allowed = reachable[folderOf(file.path)];
  if (external || !allowed || allowed.includes(folderOf(target))) return undefined;
  return `${file.path} imports ${target}`;
});

/** Each SDK has one owner; the sandbox and the tests may use any. */
export const sdkOwners: Rule = (files) => {
  const program = files.filter(({ path }) => ['functions', 'cli', 'shared'].includes(folderOf(path)));
  const uses = program.flatMap(({ path, imports }) =>
    imports.filter(({ target }) => isSdk(target)).map(({ target }) => ({ path, target })),
  );
  return [...new Set(uses.map(({ target }) => target))].flatMap((sdk) => {
    const paths = [...new Set(uses.filter(({ target }) => target === sdk).map(({ path }) => path))];
    const strangers = paths.filter((path) => !mayOwn(sdk, path)).map((path) => `${path} imports ${sdk}`);
    if (sdk === '@azure/functions' || paths.length <= 1) return strangers;
    return [...strangers, `${sdk} has more than one owner: ${paths.join(', ')}`];
  });
};

function mayOwn(sdk: string, path: string): boolean {
  if (sdk === '@azure/functions') return path.startsWith('functions/');
  if (sdk === 'axios') return path.startsWith('shared/http/');
  return path.startsWith('shared/');
}

export const environmentOwner: Rule = (files) =>
  files
    .filter(({ path }) => ['functions', 'cli', 'shared'].includes(folderOf(path)) && path !== 'shared/settings')
    .filter(({ text }) => /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/.test(text))
    .map(({ path }) => `${path} reads process.env`);

export const maxLines = 250;

export const smallFiles: Rule = (files) =>
  files.filter(({ lines }) => lines > maxLines).map(({ path, lines }) => `${path} has ${lines} lines`);

/** A `let`, or a collection that begins empty, outside of every function lives as long as the process. */
const moduleState =
  /^(?:export\s+)?(?:let|var)\s|^(?:export\s+)?const\s+\w+[^=]*=\s*(?:new (?:Map|Set|WeakMap|WeakSet|Array)\b[^(]*\(\s*\)|\[\];|\{\};)/m;

export const noModuleState: Rule = (files) =>
  files
    .filter(({ path }) => ['functions', 'cli', 'shared'].includes(folderOf(path)))
    .filter(({ text }) => moduleState.test(text))
    .map(({ path }) => `${path} has state of the module`);

export const useCasesApart = eachImport((file, { target }) => {
  const [from, to] = [partOf(file.path), partOf(target)];
  if (!from || !to || from === to || !useCases.includes(to)) return undefined;
  const forbidden = useCases.includes(from) || adapters.includes(from);
  return forbidden ? `${file.path} imports ${target}` : undefined;
});

/** The SDKs that end up in the program when `path` is loaded, each with the way to it. */
function sdksBehind(path: string, files: ReadonlyMap<string, SourceFile>, seen = new Set<string>()): readonly string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const values = files.get(path)?.imports.filter(({ byValue }) => byValue) ?? [];
  return values.flatMap(({ target, external }) => {
    if (external) return isSdk(target) ? [`${path} → ${target}`] : [];
    return sdksBehind(target, files, seen).map((way) => (way.startsWith(target) ? `${path} → ${way}` : way));
  });
}

/** Adapters don't know each other, except by type and by what is pure. */
export const adaptersApart: Rule = (files) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return eachImport((file, { target, byValue }) => {
    const [from, to] = [partOf(file.path), partOf(target)];
    if (!byValue || !from || !to || from === to || !adapters.includes(from) || !adapters.includes(to)) return undefined;
    // The app's own identity in Azure is what storage clients take; it has no other way in.
    if (from === 'storage' && target === 'shared/access/identity') return undefined;
    return sdksBehind(target, byPath).length > 0 ? `${file.path} imports ${target}` : undefined;
  })(files);
};

/** Use cases see the outside world through ports: no SDK is loaded because of them. */
export const useCasesSeePorts: Rule = (files) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files
    .filter(({ path }) => useCases.includes(partOf(path) ?? ''))
    .flatMap(({ path }) => sdksBehind(path, byPath));
};
