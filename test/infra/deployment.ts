import { type BicepFile, type Resource, readInfra } from './bicep/read';
import type { ObjectValue, Value } from './bicep/values';

/** The deployment with ways to ask for what must be there: each throws what it didn't find. */
export interface Deployment {
  readonly files: readonly BicepFile[];
  file(path: string): BicepFile;
  resource(path: string, symbol: string): Resource;
}

export async function readDeployment(): Promise<Deployment> {
  const infra = await readInfra();
  const file = (path: string) => found(infra.get(path), path);
  return {
    files: [...infra.values()],
    file,
    resource: (path, symbol) =>
      found(
        file(path).resources.find((each) => each.symbol === symbol),
        `${path} ${symbol}`,
      ),
  };
}

/** The value below `object` that is reached by these names. */
export function at(object: ObjectValue, ...names: readonly string[]): Value {
  return names.reduce<Value>((value, name) => {
    const next = value.kind === 'object' ? value.properties[name] : undefined;
    return found(next, names.join('.'));
  }, object);
}

/** The object as data: literals as values, expressions as their text. */
export function plain(value: Value): unknown {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'array') return value.items.map(plain);
  if (value.kind === 'object') {
    return Object.fromEntries(Object.entries(value.properties).map(([name, each]) => [name, plain(each)]));
  }
  if (value.kind === 'number') return Number(value.source);
  return value.kind === 'boolean' ? value.source === 'true' : value.source;
}

export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`There is no ${what}.`);
  return value;
}
