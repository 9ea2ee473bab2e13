import { describe, expect, it } from 'vitest';
import {
  adaptersApart,
  direction,
  environmentOwner,
  maxLines,
  noModuleState,
  type Rule,
  sdkOwners,
  smallFiles,
  useCasesApart,
  useCasesSeePorts,
} from './architecture/rules';
import { readSourceTree, sourceFile } from './architecture/source-tree';

const tree = readSourceTree('.');

/** Made-up files, by path, that break a rule, and what the rule must say of them. */
interface Violation {
  readonly files: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

function describeRule(name: string, rule: Rule, violations: readonly Violation[]): void {
  describe(name, () => {
    it('holds', () => {
      expect(rule(tree)).toEqual([]);
    });
    it.each(violations)('is broken by %j', ({ files, faults }) => {
      expect(rule(Object.entries(files).map(([path, text]) => sourceFile(path, text)))).toEqual(faults);
    });
  });
}

function imports(file: string, target: string, clause = '{ thing }'): Violation {
  const text = `import ${clause} from '${target}';\n`;
  const [, path = ''] = /^(?:\.\.\/)+(.*)$/.exec(target) ?? [];
  return { files: { [file]: text }, faults: [`${file} imports ${path || target}`] };
}

it('sees the whole project, and where every import leads', () => {
  const paths = new Set(tree.map((file) => file.path));
  for (const path of ['shared/settings', 'cli/index', 'sandbox/azurite', 'test/architecture.test']) {
    expect(paths).toContain(path);
  }
  const program = tree.filter((file) => !file.path.startsWith('test/'));
  const targets = program.flatMap((file) => file.imports.filter((each) => !each.external).map((each) => each.target));
  expect(targets.filter((target) => !paths.has(target) && !target.endsWith('.json'))).toEqual([]);
});

it('tells values from types', () => {
  const text = [
    "import type { A } from './a';",
    "import { type B, type C } from './b';",
    "import {\n  type D,\n  e,\n} from './c';",
    "export { f } from './d';",
    "import './e';",
    "const g = () => import('./f');",
    "// import { h } from './g';",
    "/* import { i } from './h'; */",
    "import * as j from '@azure/data-tables/models';",
  ].join('\n');
  expect(sourceFile('shared/x/y', text).imports).toEqual([
    { target: 'shared/x/a', external: false, byValue: false },
    { target: 'shared/x/b', external: false, byValue: false },
    { target: 'shared/x/c', external: false, byValue: true },
    { target: 'shared/x/d', external: false, byValue: true },
    { target: 'shared/x/e', external: false, byValue: true },
    { target: '@azure/data-tables', external: true, byValue: true },
    { target: 'shared/x/f', external: false, byValue: true },
  ]);
});

describeRule('The direction is functions, cli → shared, and the sandbox stands alone', direction, [
  imports('shared/settings', '../functions/collect'),
  imports('shared/tenants/row', '../../cli/json', 'type { Json }'),
  imports('shared/settings', '../sandbox/azurite'),
  imports('sandbox/azurite', '../shared/errors'),
  imports('functions/collect', '../cli/json'),
  imports('cli/run', '../functions/collect'),
  imports('functions/collect', '../sandbox/tls'),
]);

describeRule('Each SDK has one owner', sdkOwners, [
  imports('shared/services', '@azure/functions'),
  imports('cli/services', '@azure/functions', 'type { Timer }'),
  imports('functions/collect', 'axios'),
  imports('shared/delivery/forward', 'axios'),
  imports('cli/services', '@azure/identity'),
  {
    files: { 'shared/storage/a': "import '@azure/data-tables';", 'shared/storage/b': "import '@azure/data-tables';" },
    faults: ['@azure/data-tables has more than one owner: shared/storage/a, shared/storage/b'],
  },
]);

describeRule('Only settings.ts reads the environment', environmentOwner, [
  { files: { 'cli/run': 'const a = process.env.A;' }, faults: ['cli/run reads process.env'] },
  { files: { 'shared/services': 'const { env } = process;' }, faults: ['shared/services reads process.env'] },
  { files: { 'functions/index': "const a = process['env'];" }, faults: ['functions/index reads process.env'] },
]);

describeRule(`No file is longer than ${maxLines} lines`, smallFiles, [
  { files: { 'test/long': 'line\n'.repeat(251) }, faults: ['test/long has 251 lines'] },
]);

describeRule('No module has state', noModuleState, [
  { files: { 'shared/a': 'let count = 0;' }, faults: ['shared/a has state of the module'] },
  { files: { 'functions/a': 'import x;\nexport let count = 0;' }, faults: ['functions/a has state of the module'] },
  { files: { 'cli/a': 'const cache = new Map<string, string>();' }, faults: ['cli/a has state of the module'] },
  { files: { 'shared/b': 'const seen: string[] = [];' }, faults: ['shared/b has state of the module'] },
]);

describeRule('Use cases know nothing of each other, and adapters nothing of use cases', useCasesApart, [
  imports('shared/collection/a', '../../shared/delivery/b'),
  imports('shared/delivery/a', '../../shared/collection/b'),
  imports('shared/storage/a', '../../shared/collection/b', 'type { B }'),
]);

const sdkBehind = { 'shared/storage/tables': "import { TableClient } from '@azure/data-tables';" };

describeRule('Adapters know each other only by type', adaptersApart, [
  {
    files: { ...sdkBehind, 'shared/tenants/registry': "import { openTable } from '../storage/tables';" },
    faults: ['shared/tenants/registry imports shared/storage/tables'],
  },
  {
    files: {
      ...sdkBehind,
      'shared/storage/innocent': "export { openTable } from './tables';",
      'shared/destinations/a': "import { openTable } from '../storage/innocent';",
    },
    faults: ['shared/destinations/a imports shared/storage/innocent'],
  },
]);

describeRule('Use cases load no SDK', useCasesSeePorts, [
  {
    files: { ...sdkBehind, 'shared/collection/ranges': "import { openTable } from '../storage/tables';" },
    faults: ['shared/collection/ranges → shared/storage/tables → @azure/data-tables'],
  },
  {
    files: {
      ...sdkBehind,
      'shared/events/a': "import { openTable } from '../storage/tables';",
      'shared/delivery/decide': "import { a } from '../events/a';",
    },
    faults: ['shared/delivery/decide → shared/events/a → shared/storage/tables → @azure/data-tables'],
  },
]);

it('lets adapters and use cases know ports by type', () => {
  const files = Object.entries({
    ...sdkBehind,
    'shared/tenants/registry': "import type { Table } from '../storage/tables';",
    'shared/collection/a': "import { type Table } from '../storage/tables';",
  }).map(([path, text]) => sourceFile(path, text));
  expect([...adaptersApart(files), ...useCasesSeePorts(files)]).toEqual([]);
});
