import { guid } from '../../data/random';
import { decodeToken, signToken } from '../jwt';
import type { SimulatedTenant } from '../tenant';
import { type Answer, jsonAnswer } from '../wire/answer';
import type { Call } from '../wire/server';
import type { World } from '../world';
import type { SimulatedApp } from './app';
import { assertionFault } from './assertion';
import { type EntraErrorCode, entraError } from './errors';
import { federationFault } from './federation';
import { type Resource, resourceOf, resources } from './resources';

/** Answers `POST /{tenant}/oauth2/v2.0/token` (learn.microsoft.com: v2-oauth2-client-creds-grant-flow). */
export function tokenAnswer(world: World, tenant: SimulatedTenant, authority: string, call: Call): Answer {
  const form = new URLSearchParams(call.body);
  const [clientId, scope] = [form.get('client_id') ?? '', form.get('scope') ?? ''];
  const refuse = (code: EntraErrorCode) =>
    entraError(code, { tenant: tenant.id, clientId, resource: scope.replace(/\/\.default$/, '') }, world);

  if (form.get('grant_type') !== 'client_credentials') return refuse(70003);
  if (clientId === '' || scope === '') return refuse(900144);
  const app = world.apps.get(clientId);
  const grant = tenant.grantOf(clientId);
  if (!app || (!grant && app.homeTenantId !== tenant.id)) return refuse(700016);
  const fault = credentialFault(world, form, app, `${authority}/${tenant.id}/oauth2/v2.0/token`);
  if (fault) return refuse(fault);

  const resource = resourceOf(scope);
  if (!resource) return refuse(scope.endsWith('/.default') ? 500011 : 70011);
  if (tenant.absentResources.has(resource)) return refuse(500011);
  if (tenant.refusal) return refuse(tenant.refusal);
  const roles = resource === 'vault' ? [] : (grant?.[resource] ?? []);
  return issued(world, { tenant, app, resource, roles, appidacr: form.has('client_assertion') ? '2' : '1' });
}

function credentialFault(
  { now, signingKey }: World,
  form: URLSearchParams,
  app: SimulatedApp,
  tokenEndpoint: string,
): EntraErrorCode | undefined {
  const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')];
  const decoded = assertion === null ? undefined : decodeToken(assertion);
  // Whoever issued the assertion himself proves that he has the key; all others are to be trusted by name.
  if (assertion !== null && decoded && decoded.claims.iss !== app.clientId)
    return federationFault(assertion, decoded, app, signingKey, now());
  if (assertion !== null) return assertionFault(assertion, app, tokenEndpoint, now());
  if (secret === null) return 7000218;
  const verdict = app.checkSecret(secret, now());
  if (verdict === 'valid') return undefined;
  return verdict === 'expired' ? 7000222 : 7000215;
}

interface Issue {
  readonly tenant: SimulatedTenant;
  readonly app: SimulatedApp;
  readonly resource: Resource;
  readonly roles: readonly string[];
  readonly appidacr: string;
}

/** A token without roles has no `roles` claim at all, and Entra issues it without an error. */
function issued(world: World, { tenant, app, resource, roles, appidacr }: Issue): Answer {
  const lifetime = world.tokenLifetimeSeconds();
  const iat = Math.floor(world.now() / 1000);
  const token = signToken(world.signingKey, {
    aud: resources[resource],
    iss: `https://sts.windows.net/${tenant.id}/`,
    iat,
    nbf: iat,
    exp: iat + lifetime,
    appid: app.clientId,
    appidacr,
    idp: `https://sts.windows.net/${tenant.id}/`,
    ...(roles.length > 0 ? { roles } : {}),
    tid: tenant.id,
    uti: guid(world.random),
    ver: '1.0',
  });
  return jsonAnswer(
    200,
    { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: token },
    { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
  );
}
