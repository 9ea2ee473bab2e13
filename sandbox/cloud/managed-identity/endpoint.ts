import { guid } from '../../data/random';
import { resources } from '../entra/resources';
import { signToken } from '../jwt';
import { type Answer, jsonAnswer } from '../wire/answer';
import type { Call } from '../wire/server';
import type { Service } from '../wire/service';
import type { World } from '../world';
import { identityIssuer, type ManagedIdentity } from './identity';

/** What its token can be for: Key Vault, storage, and taking the place of an app's secret. */
const audiences: readonly string[] = [
  resources.vault,
  'https://storage.azure.com',
  'api://AzureADTokenExchange',
  'api://AzureADTokenExchangeUSGov',
];

export const identityPath = '/msi/token';
const apiVersion = '2019-08-01';
/** Entra keeps a managed identity's token for a day, however often it is asked for. */
const lifetimeSeconds = 24 * 3_600;

/**
 * The endpoint inside of a function app that gives tokens of its identities; `header` is the value of `IDENTITY_HEADER`
 * (learn.microsoft.com: App Service, overview-managed-identity, REST endpoint reference).
 */
export function managedIdentityService(world: World, header: string): Service {
  return {
    open: (call) => ({ service: 'identity', route: 'identity', answer: () => identityAnswer(world, header, call) }),
    errorAnswer: (status) => fault(status, 'The endpoint of managed identities is busy.'),
  };
}

function identityAnswer(world: World, header: string, { method, path, query, headers }: Call): Answer {
  if (method !== 'GET' || path !== identityPath) return fault(404, 'Not found.');
  if (headers['x-identity-header'] !== header) return fault(403, 'The header X-IDENTITY-HEADER is missing or wrong.');
  if (query['api-version'] !== apiVersion) return fault(400, `api-version must be ${apiVersion}.`);
  // The SDK asks for "https://vault.azure.net" or, by the scope of other clients, with a slash at its end.
  const audience = audiences.find((known) => known === query.resource?.replace(/\/$/, ''));
  if (!audience) return fault(400, `AADSTS500011: The resource principal named ${query.resource} was not found.`);
  const identity = world.identities.get(query.client_id ?? '');
  if (!identity) return fault(400, 'No User Assigned or Delegated Managed Identity found for specified ClientId.');

  const now = Math.floor(world.now() / 1000);
  const expiresOn = now + lifetimeSeconds;
  return jsonAnswer(200, {
    access_token: identityToken(world, identity, audience, [now, expiresOn]),
    expires_on: String(expiresOn),
    resource: query.resource ?? '',
    token_type: 'Bearer',
    client_id: identity.clientId,
  });
}

/** For the exchange a v2 token, whose issuer is the one that a federated credential names; for resources of Azure v1. */
function identityToken(
  world: World,
  { tenantId, principalId, clientId }: ManagedIdentity,
  audience: string,
  [from, to]: readonly [number, number],
): string {
  const issuer = audience.startsWith('api:') ? identityIssuer(tenantId) : `https://sts.windows.net/${tenantId}/`;
  return signToken(world.signingKey, {
    aud: audience,
    iss: issuer,
    iat: from,
    nbf: from,
    exp: to,
    appid: clientId,
    oid: principalId,
    sub: principalId,
    tid: tenantId,
    uti: guid(world.random),
    ver: audience.startsWith('api:') ? '2.0' : '1.0',
  });
}

function fault(statusCode: number, message: string): Answer {
  return jsonAnswer(statusCode, { statusCode, message });
}
