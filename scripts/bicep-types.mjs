// Refreshes test/infra/types: Microsoft's type of every resource in infra/, reduced to names, types and what is required.
// Downloads @azure/mcp-linux-x64 (59 MB) once; Linux on x64 only. Run it after a new resource type: node scripts/bicep-types.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = '@azure/mcp-linux-x64@2.0.5';
const folder = 'test/infra/types';

const bicep = readdirSync('infra', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.bicep'))
  .map((path) => readFileSync(join('infra', path), 'utf8'));
const types = new Set(
  bicep.flatMap((text) => [...text.matchAll(/^resource \w+ '([^'@]+)@/gm)].map(([, type]) => type)),
);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const unknown = [];
for (const type of [...types].sort()) {
  const tree = treeOf(type);
  if (tree)
    writeFileSync(join(folder, `${type.replaceAll('/', '.')}.json`), `${JSON.stringify(reduced(tree), null, 2)}\n`);
  else unknown.push(type);
}
console.log(`${types.size - unknown.length} types from ${source}. Not in it: ${unknown.join(', ')}`);

/** What the package prints of a type, or undefined if it has none. */
function treeOf(type) {
  const command = ['exec', '--yes', `--package=${source}`, '--', 'azmcp-linux-x64', 'bicepschema', 'get'];
  try {
    const options = { encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'pipe'] };
    return JSON.parse(execFileSync('npm', [...command, '--resource-type', type], options)).results.BicepSchemaResult;
  } catch (error) {
    if (/not found|not support/i.test(`${error.stdout}${error.stderr}`)) return undefined;
    throw error;
  }
}

/** The body and the objects that can be reached from what may be written in it. */
function reduced(tree) {
  const [resource] = tree;
  const byName = new Map(
    tree.filter(({ properties, elements }) => properties ?? elements).map((each) => [each.name, each]),
  );
  const objects = {};
  const visit = (object) => {
    const own = written(object);
    for (const text of textsOf(own)) {
      for (const name of text
        .replace(/^required /, '')
        .replaceAll('[]', '')
        .split(' | ')) {
        if (!byName.has(name) || name in objects) continue;
        objects[name] = {};
        objects[name] = visit(byName.get(name));
      }
    }
    return own;
  };
  return { type: resource.name, source, body: visit(resource.bodyType), objects };
}

/** name → type, or, where one property decides which object it is, its value → that object. */
function written(object) {
  if (!object.elements) return members(object);
  const cases = object.elements.map((element) => {
    const value = element.properties.find(({ name }) => name === object.discriminator).type;
    return [value, { ...members({ properties: object.baseProperties }), ...members(element) }];
  });
  return { '?': object.discriminator, cases: Object.fromEntries(cases) };
}

function members({ properties, additionalPropertiesType }) {
  const writable = properties.filter(({ flags = '' }) => !flags.includes('ReadOnly'));
  const listed = writable.map(({ name, type, flags = '' }) => [
    name,
    flags.includes('Required') ? `required ${type}` : type,
  ]);
  return Object.fromEntries(additionalPropertiesType ? [...listed, ['*', additionalPropertiesType]] : listed);
}

function textsOf(object) {
  return Object.values(object.cases ?? { only: object }).flatMap((each) => Object.values(each));
}
