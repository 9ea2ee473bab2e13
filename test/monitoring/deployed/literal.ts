import type { Value } from '../../infra/bicep/values';

/** What is written in Bicep, as data; what only the deployment knows stays the text of its expression. */
export type Written =
  | string
  | number
  | boolean
  | { readonly expression: string }
  | readonly Written[]
  | { readonly [name: string]: Written };

export function written(value: Value): Written {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'number') return Number(value.source);
  if (value.kind === 'boolean') return value.source === 'true';
  if (value.kind === 'array') return value.items.map(written);
  if (value.kind === 'object') {
    return Object.fromEntries(Object.entries(value.properties).map(([name, each]) => [name, written(each)]));
  }
  return { expression: value.source };
}

/** The text of a string with parameters inside, e.g. `'alert-${appName}-x'`, once these are given. */
export function filled(expression: string, given: Readonly<Record<string, string>>): string {
  const inner = /^'((?:[^'\\]|\\['\\$])*)'$/.exec(expression)?.[1];
  if (inner === undefined) throw new Error(`Not a string: ${expression}`);
  return inner.replaceAll(/\\(.)|\$\{([^}]*)\}/g, (_match, escaped?: string, name = '') => {
    const value = escaped ?? given[name];
    if (value === undefined) throw new Error(`Nothing is given for ${name}.`);
    return value;
  });
}
