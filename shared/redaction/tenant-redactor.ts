import type { Secrets } from '../access/access';
import { RelayError } from '../errors';
import type { Tenant } from '../tenants/tenant';
import { type Redact, redactor } from './redactor';

/**
 * The redaction of a tenant's records, with its key from the vault. Rejects `redaction_key_missing` when the key can't be
 * had: nothing of that tenant may be collected then, while others on the same credential go on. `vault_unavailable` passes
 * by itself.
 */
export async function tenantRedactor(
  { id, redaction }: Pick<Tenant, 'id' | 'redaction'>,
  secrets: Pick<Secrets, 'get'>,
): Promise<Redact> {
  if (!redaction) return (raw) => raw;
  const { keySecret } = redaction;
  if (keySecret === undefined) return redactor(redaction, { tenantId: id });
  const { value } = await secrets.get(keySecret).catch((fault: unknown) => {
    throw withoutKey(id, keySecret, fault);
  });
  return redactor(redaction, { tenantId: id, key: value });
}

function withoutKey(tenant: string, secret: string, fault: unknown): unknown {
  if (!(fault instanceof RelayError) || fault.level !== 'credential') return fault;
  return new RelayError(
    'redaction_key_missing',
    `Nothing of tenant ${tenant} is collected, because the secret ${secret}, with which its column redaction hashes, can't ` +
      `be read. ${fault.message} Or name another secret in the key of that column.`,
    { tenant, cause: fault },
  );
}
