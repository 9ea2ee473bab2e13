/** A number whose digits go into the text as they stand, also where JavaScript would change them. */
export class ExactNumber {
  constructor(readonly digits: string) {}
}

export type Json = string | number | boolean | null | ExactNumber | readonly Json[] | { readonly [name: string]: Json };

/** JSON text of a value, without white space, with the digits of every `ExactNumber` kept. */
export function jsonText(value: Json): string {
  if (value instanceof ExactNumber) return value.digits;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  const parts = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`);
  return `{${parts.join(',')}}`;
}

function isList(value: readonly Json[] | object): value is readonly Json[] {
  return Array.isArray(value);
}
