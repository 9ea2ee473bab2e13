import { jsonAnswer } from '../wire/answer';
import type { Call } from '../wire/server';
import type { Opened, Service } from '../wire/service';
import type { World } from '../world';
import { discoveryDocument } from './discovery';
import { type EntraErrorCode, entraError } from './errors';
import { tokenAnswer } from './token';

/** Entra ID: discovery, keys and the token endpoint of every tenant. `authority` is the server's own origin. */
export function entraService(world: World, authority: () => string): Service {
  return {
    open: (call) => openEntra(world, authority(), call),
    errorAnswer: (status) => {
      const code: EntraErrorCode = status === 429 ? 90055 : 90033;
      return entraError(code, { tenant: '', clientId: '', resource: '' }, world, { status });
    },
  };
}

function openEntra(world: World, authority: string, call: Call): Opened {
  const [, segment = '', ...rest] = call.path.split('/');
  const tenantId = segment.toLowerCase();
  const endpoint = `${call.method} ${rest.join('/')}`;
  const tenant = world.tenants.get(tenantId);
  const unknown = (error: string) =>
    entraError(90002, { tenant: segment, clientId: '', resource: '' }, world, { error });

  if (endpoint === 'GET v2.0/.well-known/openid-configuration') {
    const answer = () =>
      tenant && !tenant.deleted ? jsonAnswer(200, discoveryDocument(authority, tenantId)) : unknown('invalid_tenant');
    return { service: 'entra', tenantId, route: 'discovery', answer };
  }
  if (endpoint === 'POST oauth2/v2.0/token') {
    const answer = () =>
      tenant && !tenant.deleted ? tokenAnswer(world, tenant, authority, call) : unknown('invalid_request');
    return { service: 'entra', tenantId, route: 'token', answer };
  }
  if (endpoint === 'GET discovery/v2.0/keys') return { service: 'entra', tenantId, answer: () => keySet(world) };
  return { service: 'entra', answer: () => jsonAnswer(404, { error: 'not_found' }) };
}

function keySet({ signingKey }: World) {
  const key = signingKey.publicKey.export({ format: 'jwk' });
  return jsonAnswer(200, { keys: [{ ...key, use: 'sig', kid: signingKey.keyId, x5t: signingKey.keyId }] });
}
