import type { Secrets } from '../../shared/access/access';
import { RelayError } from '../../shared/errors';

export interface FakeSecrets extends Secrets {
  readonly vault: Map<string, string>;
  readonly forgotten: string[];
}

/** A vault in memory; a name it doesn't hold is `credential_missing`, as from Key Vault. */
export function fakeSecrets(entries: Readonly<Record<string, string>>): FakeSecrets {
  const vault = new Map(Object.entries(entries));
  const forgotten: string[] = [];
  return {
    vault,
    forgotten,
    async get(name) {
      const value = vault.get(name);
      if (value === undefined)
        throw new RelayError('credential_missing', `There is no secret ${name} in the Key Vault.`);
      return { value };
    },
    forget: (name) => void forgotten.push(name),
  };
}
