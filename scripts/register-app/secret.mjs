// @ts-check
import { Refusal } from './fault.mjs';
import { inFile } from './graph.mjs';

const dayMs = 86_400_000;
/** A secret that is valid for longer than this isn't replaced: the relay warns from here on. */
const renewWithinDays = 30;

/**
 * @typedef {{ readonly vault: string, readonly name: string, readonly days: number }} SecretWish
 */

/**
 * Whether the vault lacks a secret of this app that is valid for long enough. Its value is shown to nobody.
 * @param {import('./az.mjs').Az} az
 * @param {SecretWish} wish
 * @param {string | undefined} clientId Of an app that exists.
 * @param {number} nowMs
 */
export async function isSecretDue(az, { vault, name }, clientId, nowMs) {
  const which = ['--vault-name', vault, '--name', name];
  const query = ['--query', '{clientId:tags.clientId,expires:attributes.expires}', '--output', 'json'];
  const answer = await az(['keyvault', 'secret', 'show', ...which, ...query]).catch((error) => {
    if (error instanceof Refusal && error.kind === 'not-found') return 'null';
    throw explained(error, vault);
  });
  const stored = JSON.parse(answer);
  if (!stored || !clientId || stored.clientId !== clientId) return true;
  return !(Date.parse(stored.expires) > nowMs + renewWithinDays * dayMs);
}

/**
 * Makes a client secret and puts it straight into the vault, with its end; it is neither printed nor on a command line.
 * Older ones stay valid, so that nothing stops meanwhile. Resolves to the instant at which it ends.
 * @param {import('./az.mjs').Az} az
 * @param {import('./graph.mjs').Graph} graph
 * @param {SecretWish} wish
 * @param {{ readonly id: string, readonly appId: string }} app
 * @param {number} nowMs
 */
export async function makeSecret(az, graph, { vault, name, days }, app, nowMs) {
  const expires = new Date(nowMs + days * dayMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const passwordCredential = { displayName: `Key Vault ${vault}`, endDateTime: expires };
  const made = await graph.post(`/applications/${app.id}/addPassword`, { passwordCredential });
  try {
    await inFile('secret', made.secretText, (file) =>
      az([
        ...['keyvault', 'secret', 'set', '--vault-name', vault, '--name', name, '--file', file, '--encoding', 'utf-8'],
        ...['--expires', expires, '--tags', `clientId=${app.appId}`, `keyId=${made.keyId}`, '--output', 'none'],
      ]),
    );
  } catch (error) {
    // Nobody could use it, and nobody would look for it.
    await graph.post(`/applications/${app.id}/removePassword`, { keyId: made.keyId });
    throw explained(error, vault);
  }
  return expires;
}

/**
 * @param {unknown} error
 * @param {string} vault
 */
function explained(error, vault) {
  if (!(error instanceof Refusal)) return error;
  const advice =
    error.kind === 'forbidden'
      ? 'Give yourself the role Key Vault Secrets Officer on it (it takes some minutes to work), and check its network settings.'
      : 'Check its name, and that it can be reached from here.';
  return new Refusal(
    `Key Vault ${vault} can't be used. ${advice} The app has no new secret. It says:\n  ${error.message}`,
    error.kind,
  );
}
