import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Module, readInfra } from './bicep/read';
import { openParser, parseBicep } from './bicep/syntax';
import type { Value } from './bicep/values';
import { namesOf } from './checks/names';
import { found } from './deployment';
import { outputs, type Wiring, wiring } from './wiring-of-modules';

describe('the files of the deployment', async () => {
  const infra = await readInfra();
  const parser = await openParser();
  const files = [...infra.values()];
  const calls = files.flatMap((file) =>
    file.modules.map((module) => {
      const target = infra.get(posix.join(posix.dirname(file.path), module.path));
      return [`${file.path} → ${module.symbol}`, { file, module, target }] as const;
    }),
  );

  it.each(files.map((file) => [file.path, file] as const))(
    '%s uses every name it declares, and no other',
    (_path, file) => {
      const { unused, unknown } = namesOf(parseBicep(parser, file.path, file.source));
      expect({ unused, unknown }).toEqual({ unused: [], unknown: [] });
    },
  );

  it.each(calls)('%s gives the module every parameter, defaults or not, and no other', (_name, { module, target }) => {
    const known = found(target, module.path).parameters.map(({ name }) => name);
    expect(Object.keys(paramsOf(module)).sort()).toEqual(known.sort());
  });

  it('hang together as they must', () => {
    const made = calls.map(([, { module }]): [string, Wiring] => [module.symbol, wiringOf(module)]);
    expect(Object.fromEntries(made)).toEqual(wiring);
    expect(made).toHaveLength(Object.keys(wiring).length);
  });

  it('put out what others read, under these names', () => {
    const made = files.map((each) => [each.path, sourcesOf(each.outputs)] as const);
    const some = made.filter(([, each]) => Object.keys(each).length > 0);
    expect(Object.fromEntries(some)).toEqual(outputs);
  });

  it('use what exists if it is named, else what is deployed', () => {
    const { variables } = found(infra.get('main.bicep'), 'main.bicep');
    const choices = {
      workspaceId: 'existingWorkspaceId',
      vaultId: 'existingVaultId',
      actionGroupId: 'existingActionGroupId',
    };
    for (const [name, existing] of Object.entries(choices)) {
      expect(variables[name]?.source.replace(/\s+/g, ' '), name).toMatch(
        new RegExp(`^empty\\(${existing}\\) \\? resourceId\\(.*\\) : ${existing}$`),
      );
    }
  });

  it('name a resource that is to be deployed by the type and name it gets', () => {
    const main = found(infra.get('main.bicep'), 'main.bicep');
    const ids = [...main.source.matchAll(/\bresourceId\('([^']+)', (names\.\w+)/g)];
    expect(ids.length).toBeGreaterThan(4);
    for (const [id, type = '', name] of ids) {
      const target = calls.find(([, { module }]) => paramsOf(module).name === name)?.[1].target;
      const deployed = target?.resources.filter(({ existing }) => !existing).map((each) => each.type) ?? [];
      // An id of a subnet names its network.
      expect(
        deployed.some((each) => each === type || type === `${each}/subnets`),
        id,
      ).toBe(true);
    }
  });

  it.each(calls)('%s is asked only for outputs it has', (_name, { file, module, target }) => {
    const asked = [...file.source.matchAll(new RegExp(`\\b${module.symbol}\\.\\??outputs\\.(\\w+)`, 'g'))];
    expect(Object.keys(target?.outputs ?? {})).toEqual(expect.arrayContaining(asked.map(([, name]) => name)));
  });

  it('are all reached from main.bicep', () => {
    const targets = calls.map(([, { target }]) => target?.path);
    expect(files.map(({ path }) => path).filter((path) => !targets.includes(path))).toEqual(['main.bicep']);
  });

  it('need no module registry', () => {
    for (const [, { module }] of calls) expect(module.path).toMatch(/^[\w/-]+\.bicep$/);
  });

  it('read only files that are there', () => {
    const loads = files.flatMap(({ path, source }) =>
      [...source.matchAll(/loadTextContent\('([^']+)'\)/g)].map(([, name = '']) =>
        posix.join('infra', posix.dirname(path), name),
      ),
    );
    for (const load of loads) expect(readFileSync(load, 'utf8').length).toBeGreaterThan(0);
  });
});

/** As written. */
function paramsOf({ body }: Module): Readonly<Record<string, string>> {
  const { params } = body.properties;
  return params?.kind === 'object' ? sourcesOf(params.properties) : {};
}

function sourcesOf(values: Readonly<Record<string, Value>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, { source }]) => [name, source]));
}

function wiringOf(module: Module): Wiring {
  const given = Object.entries(paramsOf(module)).filter(([name, value]) => name !== value);
  const { scope, dependsOn } = module.body.properties;
  return {
    ...(given.length > 0 && { given: Object.fromEntries(given) }),
    ...(module.condition && { condition: module.condition }),
    ...(scope && { scope: scope.source }),
    ...(dependsOn && { after: dependsOn.source }),
  };
}
