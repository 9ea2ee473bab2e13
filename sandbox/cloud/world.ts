import type { Random } from '../data/random';
import type { SimulatedApp } from './entra/app';
import { decodeToken, isSignedBy, type SigningKey } from './jwt';
import type { ManagedIdentity } from './managed-identity/identity';
import type { SimulatedTenant } from './tenant';

/** The state that the simulated services share, as Microsoft's do: who exists, and who signed which token. */
export interface World {
  readonly now: () => number;
  readonly random: Random;
  readonly signingKey: SigningKey;
  /** By lower-case GUID. */
  readonly tenants: Map<string, SimulatedTenant>;
  /** By client id. */
  readonly apps: Map<string, SimulatedApp>;
  /** Those assigned to the function app, by client id. */
  readonly identities: Map<string, ManagedIdentity>;
  /** Of the next token. */
  readonly tokenLifetimeSeconds: () => number;
}

/** What a valid access token says about its bearer. */
export interface Bearer {
  readonly audience: string;
  readonly tenantId: string;
  readonly appId: string;
  readonly roles: readonly string[];
}

/** The bearer of an `Authorization` header, or why it isn't accepted. */
export function bearerOf(world: World, authorization: string | undefined): Bearer | 'missing' | 'invalid' | 'expired' {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return 'missing';
  const decoded = decodeToken(token);
  if (!decoded || !isSignedBy(token, world.signingKey.publicKey)) return 'invalid';
  const { aud, tid, appid, roles, exp } = decoded.claims;
  if (typeof exp !== 'number' || exp <= world.now() / 1000) return 'expired';
  return {
    audience: String(aud),
    tenantId: String(tid),
    appId: String(appid),
    roles: Array.isArray(roles) ? roles.map(String) : [],
  };
}
