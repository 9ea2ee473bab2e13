import { type Answer, send, startHttps } from './fake-server';

export interface VaultEntry {
  readonly value: string;
  readonly contentType?: string;
  /** Seconds since the epoch, as the vault writes it. */
  readonly exp?: number;
}

/**
 * Plays Key Vault: challenges what comes without a token, then answers from `entries`, or with `fault` if that's set.
 * While `hold` is pending, an answer waits, but holds what was true when it was asked for.
 */
export async function startVault(entries: Record<string, VaultEntry>) {
  const state: { fault?: Answer; hold?: Promise<void>; reads: string[] } = { reads: [] };
  const server = await startHttps((request, response) => {
    if (!request.headers.authorization) {
      const challenge =
        'Bearer authorization="https://login.microsoftonline.com/home", resource="https://vault.azure.net"';
      return send(response, { status: 401, headers: { 'www-authenticate': challenge }, body: {} });
    }
    const name = (request.url ?? '').split('/')[2] ?? '';
    state.reads.push(name);
    if (state.fault) return send(response, state.fault);
    const { exp, ...entry } = entries[name] ?? {};
    const attributes = { enabled: true, ...(exp !== undefined && { exp }) };
    const answer: Answer = entries[name]
      ? { body: { ...entry, id: `${server.url}/secrets/${name}/1`, attributes } }
      : { status: 404, body: { error: { code: 'SecretNotFound', message: 'not found' } } };
    void Promise.resolve(state.hold).then(() => send(response, answer));
  });
  return { ...server, state };
}

export const vaultSignIn = {
  getToken: async () => ({ token: 'vault-token', expiresOnTimestamp: Date.now() + 3_600_000 }),
};
