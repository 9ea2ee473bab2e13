import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInfra } from './bicep/read';
import { openParser, parseBicep } from './bicep/syntax';
import { namesOf } from './checks/names';

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

  it.each(calls)('%s gives the module its parameters', (_name, { module, target }) => {
    const { params } = module.body.properties;
    const given = params?.kind === 'object' ? Object.keys(params.properties) : [];
    const known = target?.parameters.map(({ name }) => name) ?? [];
    const required = target?.parameters.filter(({ fallback }) => !fallback).map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(expect.arrayContaining(required ?? ['a module']));
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
