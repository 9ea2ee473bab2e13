import { resources } from '../entra/resources';
import type { SimulatedTenant } from '../tenant';
import type { Answer } from '../wire/answer';
import type { Call } from '../wire/server';
import type { Opened, Service } from '../wire/service';
import { type Bearer, bearerOf, type World } from '../world';
import { type Collection, collections } from './collections';
import { defenderError, quotaError, scriptedError } from './errors';
import { pageAnswer } from './page';
import type { Quota, QuotaMeter } from './quota';

export interface DefenderLimits {
  readonly meter: QuotaMeter;
  /** Undefined: not enforced. */
  readonly quota: () => Quota | undefined;
}

/** The lists of Defender XDR and Defender for Endpoint on one host, each with its own token audience and roles. */
export function defenderService(world: World, limits: DefenderLimits, origin: () => string): Service {
  return {
    open: (call) => openDefender(world, limits, origin(), call),
    errorAnswer: (status) => scriptedError(world.random, status),
  };
}

function openDefender(world: World, limits: DefenderLimits, origin: string, call: Call): Opened {
  const collection = collections.find(({ path }) => path === call.path);
  if (!collection)
    return { service: 'xdr', answer: () => defenderError(world.random, 404, `No resource ${call.path}.`) };
  const { service, route } = collection;
  if (call.method !== 'GET') {
    return { service, answer: () => defenderError(world.random, 405, `${call.method} is not supported here.`) };
  }
  const bearer = bearerOf(world, call.headers.authorization);
  if (typeof bearer === 'string') return { service, answer: () => unauthorized(world, bearer) };
  const tenant = world.tenants.get(bearer.tenantId);
  if (!tenant || bearer.audience !== resources[service])
    return { service, answer: () => unauthorized(world, 'invalid') };
  return {
    service,
    tenantId: tenant.id,
    route,
    answer: () =>
      refusal(world, tenant, collection, bearer) ??
      overQuota(world, limits, collection, bearer) ??
      pageAnswer(world, tenant, collection, call, origin),
  };
}

function unauthorized({ random }: World, why: 'missing' | 'invalid' | 'expired'): Answer {
  const reasons = { missing: 'No token was sent', invalid: 'Invalid token', expired: 'The token is expired' };
  const challenge = `Bearer error="invalid_token", error_description="${reasons[why]}"`;
  return defenderError(random, 401, `${reasons[why]}.`, { 'www-authenticate': challenge });
}

/** Wording of the service's own 403 and of the 401 that a new token doesn't cure, as seen in public reports. */
function refusal(
  { random }: World,
  tenant: SimulatedTenant,
  { roles }: Collection,
  bearer: Bearer,
): Answer | undefined {
  if (!roles.some((role) => bearer.roles.includes(role))) {
    const had = bearer.roles.join(',');
    const message = `Missing application roles. API required roles: ${roles.join(',')}, application roles: ${had}.`;
    return defenderError(random, 403, message);
  }
  if (tenant.licensed) return undefined;
  return defenderError(random, 401, 'Unauthorized request - reason of failure: Account mode is inactive');
}

function overQuota(world: World, limits: DefenderLimits, { route }: Collection, bearer: Bearer): Answer | undefined {
  const quota = limits.quota();
  if (!quota) return undefined;
  const exceeded = limits.meter.take(`${route}/${bearer.tenantId}/${bearer.appId}`, quota, world.now());
  return exceeded && quotaError(world.random, exceeded);
}
