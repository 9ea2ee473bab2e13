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
  /** With the API version the snapshot is of, which is seldom the newest. */
  readonly type: string;
  /** The package or page it was taken from. */
  readonly source: string;
  readonly body: Members | Cases;
  readonly objects: Readonly<Record<string, Members | Cases>>;
}

export function isCases(members: Members | Cases): members is Cases {
  return 'cases' in members;
}

/**
 * Snapshots of resource types, by their names without version. `test/infra/types` is made by scripts/bicep-types.mjs from
 * Microsoft's own types; `test/infra/types-by-hand` holds those it doesn't have, copied from the documentation: only what
 * this deployment might use.
 */
export function readTypes(folder: 'test/infra/types' | 'test/infra/types-by-hand'): ReadonlyMap<string, ResourceType> {
  const types = readdirSync(folder).map((name): ResourceType => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  return new Map(types.map((each) => [each.type.split('@')[0] ?? '', each]));
}
