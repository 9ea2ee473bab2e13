import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** name → type; `*` is any other name. A type reads `required A | B[]`; quotes around literals are left out. */
export type Members = Readonly<Record<string, string>>;

/** Which members there are follows from the value of one of them. */
export interface Cases {
  readonly '?': string;
  readonly cases: Readonly<Record<string, Members>>;
}

export interface ResourceType {
  /** With its API version. */
  readonly type: string;
  /** Where it was taken from, and under which licence. */
  readonly source: string;
  readonly body: Members | Cases;
  readonly objects: Readonly<Record<string, Members | Cases>>;
}

export function isCases(members: Members | Cases): members is Cases {
  return 'cases' in members;
}

/** Snapshots of Microsoft's resource types, which the compiler has too; scripts/bicep-types.mjs makes them. */
export function readTypes(): readonly ResourceType[] {
  const folder = 'test/infra/types';
  return readdirSync(folder).map((name): ResourceType => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}
