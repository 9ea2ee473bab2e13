import type { Clock } from '../clock';
import type { Secrets, SecretValue } from './access';

/** After a read that brought the same rejected value, the vault isn't asked for it again for this long. */
const pauseMs = 60_000;

/** The value that replaced the rejected one in Key Vault, or undefined if it is still the same. */
export type ReadReplacement = (name: string, rejected: SecretValue) => Promise<SecretValue | undefined>;

/**
 * After a rotation the cached value of a secret is refused by Entra for all tenants at once: the vault is then read
 * once for all of them, and once a minute as long as the value there stays the rejected one.
 */
export function replacementReader(secrets: Secrets, clock: Clock): ReadReplacement {
  const unchanged = new Map<string, { readonly value: string; readonly at: number }>();
  const reads = new Map<string, Promise<SecretValue>>();

  const readAgain = (name: string): Promise<SecretValue> => {
    const running = reads.get(name);
    if (running !== undefined) return running;
    secrets.forget(name);
    const read = secrets.get(name).finally(() => reads.delete(name));
    reads.set(name, read);
    return read;
  };

  return async (name, rejected) => {
    const current = await (reads.get(name) ?? secrets.get(name));
    if (differs(current, rejected)) return current;
    const known = unchanged.get(name);
    if (known && known.value === rejected.value && clock.now() - known.at < pauseMs) return undefined;
    const fresh = await readAgain(name);
    if (differs(fresh, rejected)) return fresh;
    unchanged.set(name, { value: rejected.value, at: clock.now() });
    return undefined;
  };
}

function differs(a: SecretValue, b: SecretValue): boolean {
  return a.value !== b.value || a.contentType !== b.contentType;
}
