import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clouds } from '../../shared/cloud';
import { plain, readDeployment } from './deployment';

describe('the parameters of main.bicep', async () => {
  const { parameters } = (await readDeployment()).file('main.bicep');
  const given = readFileSync('infra/main.bicepparam', 'utf8');
  const names = [...given.matchAll(/^param (\w+) = /gm)].map(([, name]) => name);

  it('accept the clouds of the code', () => {
    const allowed = parameters.find(({ name }) => name === 'cloud')?.decorators.allowed;
    expect(allowed && plain(allowed)).toEqual(clouds);
  });

  it('say what they are', () => {
    for (const { name, decorators } of parameters) expect(decorators, name).toHaveProperty('description');
  });

  it('are known if main.bicepparam gives them, and given if they have no default', () => {
    expect(parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    const required = parameters.filter(({ fallback }) => !fallback).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(required));
  });

  it('have the same default in main.bicepparam', () => {
    const fallbacks = Object.fromEntries(
      parameters.map(({ name, fallback }) => [name, fallback && String(plain(fallback))]),
    );
    const fromEnvironment = [
      ...given.matchAll(/^param (\w+) = (?:bool\()?readEnvironmentVariable\('\w+', '([^']*)'\)/gm),
    ];
    expect(fromEnvironment.length).toBeGreaterThan(5);
    for (const [, name = '', fallback] of fromEnvironment) expect(fallback, name).toBe(fallbacks[name]);
  });

  it('that main.bicepparam gives no value are named there, for those who want another', () => {
    const comments = given.match(/^\/\/.*$/gm)?.join('\n') ?? '';
    for (const { name } of parameters.filter((each) => !names.includes(each.name))) {
      expect(comments, name).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });
});

describe('azure.yaml', () => {
  const text = readFileSync('azure.yaml', 'utf8');

  it('names the app by the tag it carries, and the zip that npm run package makes', () => {
    const app = readFileSync('infra/modules/app.bicep', 'utf8');
    const [, tag] = /'azd-service-name': '(\w+)'/.exec(app) ?? [];
    expect(text).toMatch(new RegExp(`^  ${tag}:$`, 'm'));
    // With js it would be built once more, from what isn't there.
    expect(text).toMatch(/^ {4}language: custom$/m);
    expect(text).toContain('dist: dist/package.zip');
    expect(text).toContain('remoteBuild: false');
  });
});
