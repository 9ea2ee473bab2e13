import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { EmulatedAccount } from '../../sandbox/azurite';

/** An empty storage account of the shared Azurite that nobody else has, in whatever process of the tests this is asked. */
export function freshAccount(): EmulatedAccount {
  const { accounts, taken } = inject('azurite');
  const free = accounts.find((_, index) => isFirst(join(taken, `${index}`)));
  if (!free)
    throw new Error(`All ${accounts.length} accounts are taken: see "count" in test/support/share-azurite.ts.`);
  return free;
}

/** A folder can be made only once. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
