// Refreshes test/infra/types: Microsoft's type of every resource in infra/, in the API version it is written in, reduced to
// names, types and what is required. Run it after a new resource type or version:
//   git clone --bare --depth 1 --filter=blob:none https://github.com/Azure/bicep-types-az <folder>
//   node scripts/bicep-types.mjs <folder>
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [clone] = process.argv.slice(2);
if (!clone) {
  console.error(
    'Give the folder of a clone of Azure/bicep-types-az: the first lines of this script say how to get one.',
  );
  process.exit(2);
}
const folder = 'test/infra/types';
const source = `Azure/bicep-types-az@${git('rev-parse', 'HEAD').trim()}, MIT License, Copyright (c) Microsoft Corporation`;
const paths = git('ls-tree', '-r', '--name-only', 'HEAD', 'generated/').split('\n');

/** ObjectTypePropertyFlags of bicep-types. */
const flags = { required: 1, readOnly: 2 };

const bicep = readdirSync('infra', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.bicep'))
  .map((path) => readFileSync(join('infra', path), 'utf8'));
const wanted = new Set(
  bicep.flatMap((text) => [...text.matchAll(/^resource \w+ '([^']+)'/gm)].map(([, type]) => type)),
);

const snapshots = [...wanted].sort().map((type) => snapshotOf(type));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const snapshot of snapshots) {
  const name = snapshot.type.split('@')[0].replaceAll('/', '.');
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(snapshot, null, 2)}\n`);
}
console.log(`${snapshots.length} types from ${source}`);

/** Several specifications can share a provider and a version: the file is the one that has the resource. */
function snapshotOf(type) {
  const [provider, version] = [type.split('/')[0].toLowerCase(), type.split('@')[1]];
  for (const path of paths.filter((each) => each.endsWith(`/${provider}/${version}/types.json`))) {
    const all = JSON.parse(git('show', `HEAD:${path}`));
    const resource = all.find(
      ({ $type, name }) => $type === 'ResourceType' && name.toLowerCase() === type.toLowerCase(),
    );
    if (resource) return reduced(all, resource);
  }
  throw new Error(`bicep-types-az has no ${type}.`);
}

/** The body and the objects that can be reached from what may be written in it. */
function reduced(all, resource) {
  const objects = {};
  const names = new Map();
  const target = ({ $ref }) => all[Number($ref.slice(2))];

  const textOf = (type) => {
    if (type.$type === 'StringLiteralType') return type.value;
    if (type.$type === 'ArrayType') return `${textOf(target(type.itemType))}[]`;
    if (type.$type === 'UnionType') return type.elements.map((each) => textOf(target(each))).join(' | ');
    if (type.properties ?? type.elements) return nameOf(type);
    return (
      { StringType: 'string', IntegerType: 'int', BooleanType: 'bool', AnyType: 'any' }[type.$type] ?? unknownType(type)
    );
  };
  /** Two objects of a file can have one name: the second that is reached gets a 2 behind it. */
  const nameOf = (type) => {
    const known = names.get(type);
    if (known) return known;
    const before = [...names.keys()].filter(({ name }) => name === type.name).length;
    const name = before === 0 ? type.name : `${type.name}${before + 1}`;
    names.set(type, name);
    objects[name] = {};
    objects[name] = written(type);
    return name;
  };
  const members = (properties, additional) => {
    const listed = Object.entries(properties)
      .filter(([, each]) => !(each.flags & flags.readOnly))
      .map(([name, each]) => [name, `${each.flags & flags.required ? 'required ' : ''}${textOf(target(each.type))}`]);
    return Object.fromEntries(additional ? [...listed, ['*', textOf(target(additional))]] : listed);
  };
  /** name → type, or, where one property decides which object it is, its value → that object. */
  const written = (type) => {
    if (!type.discriminator) return members(type.properties, type.additionalProperties);
    const cases = Object.entries(type.elements).map(([value, each]) => [
      value,
      { ...members(type.baseProperties), ...members(target(each).properties) },
    ]);
    return { '?': type.discriminator, cases: Object.fromEntries(cases) };
  };
  return { type: resource.name, source, body: written(target(resource.body)), objects };
}

function unknownType(type) {
  throw new Error(`What is a ${type.$type}?`);
}

function git(...command) {
  return execFileSync('git', ['-C', clone, ...command], { encoding: 'utf8', maxBuffer: 1e9 });
}
