import type { Secrets } from '../../../shared/access/access';
import { signingKey } from '../../../shared/destinations/webhook/signature';
import { messageOf, RelayError } from '../../../shared/errors';

/** Standard Webhooks 1.0.0: a key has 24 to 64 bytes. */
const bytes = { least: 24, most: 64 };

/**
 * Reads each secret once. Resolves to what is doubtful: what can't be told from here, where another identity may ask
 * than the app's. Rejects `credential_missing` and `credential_unusable` for what could never sign.
 */
export async function doubtsAbout(names: readonly string[], secrets: Secrets): Promise<readonly string[]> {
  const doubts: string[] = [];
  for (const name of names) doubts.push(...(await doubtsAboutOne(name, secrets)));
  return doubts;
}

async function doubtsAboutOne(name: string, secrets: Secrets): Promise<readonly string[]> {
  const secret = await readSecret(name, secrets);
  if ('doubt' in secret) return [secret.doubt];
  const key = signingKey(secret.value);
  if (!key) {
    const message = `The Key Vault secret ${name} is not a webhook signing secret: it must be whsec_ and then base64. Nothing was added.`;
    throw new RelayError('credential_unusable', message, { credential: name });
  }
  if (key.length >= bytes.least && key.length <= bytes.most) return [];
  const wanted = `Standard Webhooks asks for ${bytes.least} to ${bytes.most}`;
  return [`the key in ${name} has ${key.length} bytes; ${wanted}, and a receiver may refuse it.`];
}

async function readSecret(
  name: string,
  secrets: Secrets,
): Promise<{ readonly value: string } | { readonly doubt: string }> {
  try {
    return await secrets.get(name);
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    if (error.code === 'credential_missing') {
      throw new RelayError(error.code, `${error.message} Nothing was added.`, { credential: name, cause: error });
    }
    return { doubt: `whether the secret ${name} is there can't be told from here: ${messageOf(error)}` };
  }
}
