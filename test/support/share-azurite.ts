import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProvidedContext } from 'vitest';
import { type EmulatedAccount, startAzurite } from '../../sandbox/azurite';

declare module 'vitest' {
  interface ProvidedContext {
    /** `taken` is a folder in which whoever takes an account makes one named after its index. */
    azurite: { readonly accounts: readonly EmulatedAccount[]; readonly taken: string };
  }
}

/** More than all test files together take; an account that nobody takes costs nothing. */
const count = 300;
const name = (index: number) => `relaytest${index}`;

interface Project {
  provide<T extends keyof ProvidedContext>(key: T, value: ProvidedContext[T]): void;
}

/** Before the first test file: starts one Azurite for all, since a start costs as much as most files. */
export default async function shareAzurite(project: Project): Promise<() => Promise<void>> {
  const others = Array.from({ length: count - 1 }, (_, index) => name(index + 1));
  const azurite = await startAzurite({ accounts: [name(0), ...others] });
  const taken = mkdtempSync(join(tmpdir(), 'relay-accounts-'));
  project.provide('azurite', { accounts: azurite.accounts, taken });
  return async () => {
    await azurite.stop();
    rmSync(taken, { recursive: true });
  };
}
