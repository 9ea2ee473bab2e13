import { resources } from '../entra/resources';
import { type Answer, jsonAnswer } from '../wire/answer';
import type { Call } from '../wire/server';
import type { Opened, Service } from '../wire/service';
import { bearerOf, type World } from '../world';
import type { SecretVersion, SimulatedVault } from './secrets';

export interface VaultAccess {
  /** The tenant that the vault belongs to: only its tokens are taken. */
  readonly tenantId: string;
  /** Whether the app or managed identity of this client id has a role on the vault. */
  readonly mayRead: (clientId: string) => boolean;
  /** Origins without a trailing slash. */
  readonly authority: () => string;
  readonly origin: () => string;
}

/** Key Vault's data plane for reading secrets (learn.microsoft.com/rest/api/keyvault/secrets). */
export function vaultService(world: World, vault: SimulatedVault, access: VaultAccess): Service {
  return {
    open: (call) => openVault(world, vault, access, call),
    errorAnswer: (status) => vaultError(status, status === 429 ? 'Throttled' : 'InternalError', 'The vault is busy.'),
  };
}

function openVault(world: World, vault: SimulatedVault, access: VaultAccess, call: Call): Opened {
  const bearer = bearerOf(world, call.headers.authorization);
  if (bearer === 'missing') {
    const message = 'AKV10000: Request is missing a Bearer or PoP token.';
    return { service: 'vault', answer: () => challenge(access, message) };
  }
  if (typeof bearer === 'string' || bearer.audience !== resources.vault || bearer.tenantId !== access.tenantId) {
    const message = 'AKV10032: Invalid issuer, audience or signature of the token.';
    return { service: 'vault', answer: () => challenge(access, message) };
  }
  const forbidden = () => vaultError(403, 'Forbidden', 'Caller is not authorized to perform action on resource.');
  const answer = access.mayRead(bearer.appId) ? () => secretsAnswer(vault, access, call) : forbidden;
  return { service: 'vault', tenantId: bearer.tenantId, route: 'secrets', answer };
}

/** The handshake: clients first call without a token and learn here where to get one, and for what. */
function challenge({ authority, tenantId }: VaultAccess, message: string): Answer {
  const where = `Bearer authorization="${authority()}/${tenantId}", resource="${resources.vault}"`;
  return vaultError(401, 'Unauthorized', message, { 'www-authenticate': where });
}

function secretsAnswer(vault: SimulatedVault, access: VaultAccess, call: Call): Answer {
  const [, collection, name = '', version] = call.path.split('/');
  if (call.method !== 'GET' || collection !== 'secrets')
    return vaultError(404, 'NotFound', `No resource ${call.path}.`);
  if (!call.query['api-version']) return vaultError(400, 'BadParameter', 'api-version is required.');
  if (name === '') return listAnswer(vault, access, call);
  const secret = vault.read(name, version);
  if (secret) return jsonAnswer(200, { value: secret.value, ...described(secret, access, true) });
  const message = `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.`;
  return vaultError(404, 'SecretNotFound', message);
}

/** Key Vault lists at most 25 on a page. */
const pageSize = 25;

function listAnswer(vault: SimulatedVault, access: VaultAccess, call: Call): Answer {
  const all = vault.list();
  const start = Number(call.query.$skiptoken ?? 0);
  const size = Math.min(pageSize, Number(call.query.maxresults ?? pageSize));
  const query = new URLSearchParams({ ...call.query, $skiptoken: String(start + size) });
  return jsonAnswer(200, {
    value: all.slice(start, start + size).map((secret) => described(secret, access, false)),
    nextLink: start + size < all.length ? `${access.origin()}/secrets?${query}` : null,
  });
}

/** Times are whole seconds since the epoch. A listed id names no version. */
function described(secret: SecretVersion, { origin }: VaultAccess, withVersion: boolean): object {
  const created = Math.floor(secret.createdAt / 1000);
  const expiry = secret.expiresAt === undefined ? {} : { exp: Math.floor(secret.expiresAt / 1000) };
  return {
    id: `${origin()}/secrets/${secret.name}${withVersion ? `/${secret.version}` : ''}`,
    ...(secret.contentType === undefined ? {} : { contentType: secret.contentType }),
    attributes: { enabled: true, created, updated: created, ...expiry, recoveryLevel: 'Recoverable+Purgeable' },
    tags: {},
  };
}

function vaultError(status: number, code: string, message: string, headers = {}): Answer {
  return jsonAnswer(status, { error: { code, message } }, headers);
}
