import * as z from 'zod';
import { RelayError } from '../errors';

/** What the Key Vault SDK throws for an answer of the vault. Errors of the app's own sign-in look alike but for the name. */
const wireFailure = z.object({
  name: z.literal('RestError'),
  statusCode: z.number().optional(),
  code: z.string().optional(),
  details: z
    .object({ error: z.object({ innerError: z.object({ code: z.string() }).optional() }).optional() })
    .optional()
    .catch(undefined),
});

/** The fault behind a failed read of the secret `name` in the vault at `host` (learn.microsoft.com: Key Vault REST API error codes). */
export function vaultFault(cause: unknown, name: string, host: string): RelayError {
  const { status, code } = readFailure(cause);
  const fault = (kind: 'credential_missing' | 'credential_unusable' | 'vault_unavailable', text: string) =>
    new RelayError(kind, text, { credential: name, cause });
  switch (status) {
    case 404:
      return fault(
        'credential_missing',
        `Key Vault ${host} holds no secret ${name}. Add it there (az keyvault secret set --name ${name}), or correct the name in PARTNER_CREDENTIAL, the tenant's row or the destination's settings.`,
      );
    case 400:
      return fault(
        'credential_missing',
        `Key Vault ${host} doesn't take ${name} as a secret's name (${code}). Correct it.`,
      );
    case 401:
    case 403:
      return fault(
        'credential_unusable',
        `Key Vault ${host} refuses to hand out ${name} (HTTP ${status}, ${code}). ${remedy(code)}`,
      );
    case undefined:
      return fault(
        'vault_unavailable',
        `Key Vault ${host} couldn't be asked for ${name} (${code}). Check KEY_VAULT_URL, the network, and that the app's own identity in Azure can sign in.`,
      );
    default:
      return fault(
        'vault_unavailable',
        `Key Vault ${host} can't be read at the moment (HTTP ${status}, ${code}). ${name} is asked for again later.`,
      );
  }
}

function remedy(code: string): string {
  if (/disabled/i.test(code)) return 'Enable the secret, or add a new version.';
  if (/firewall|connection/i.test(code)) return "Allow the function app's network in the vault's network settings.";
  return "Give the function app's identity the role Key Vault Secrets User on that vault; it takes some minutes to work.";
}

function readFailure(error: unknown): { readonly status: number | undefined; readonly code: string } {
  const failure = wireFailure.safeParse(error).data;
  if (!failure) return { status: undefined, code: error instanceof Error ? error.name : 'no reason given' };
  // For a 403 only the inner code tells a missing role from a firewall or a disabled secret.
  const code = failure.details?.error?.innerError?.code ?? failure.code ?? 'no reason given';
  return { status: failure.statusCode, code };
}
