import { type DecodedToken, isSignedBy, type SigningKey } from '../jwt';
import { identityIssuer } from '../managed-identity/identity';
import type { SimulatedApp } from './app';
import type { EntraErrorCode } from './errors';

/**
 * What is wrong with another identity's token as credential of the app, or undefined
 * (learn.microsoft.com: workload-identity-federation-config-app-trust-managed-identity).
 */
export function federationFault(
  token: string,
  { claims }: DecodedToken,
  app: SimulatedApp,
  signingKey: SigningKey,
  nowMs: number,
): EntraErrorCode | undefined {
  if (!isSignedBy(token, signingKey.publicKey)) return 700027;
  const { exp, iss, sub, aud } = claims;
  if (typeof exp !== 'number' || exp <= nowMs / 1000) return 700024;
  const trusted = app.federatedCredentials;
  if (trusted.length === 0) return 70021;
  if (!trusted.some(({ issuer }) => issuer === iss)) return 700211;
  if (!trusted.some(({ issuer, subject }) => issuer === iss && subject === sub)) return 700213;
  const match = trusted.some(({ issuer, subject, audience }) => issuer === iss && subject === sub && audience === aud);
  if (!match) return 700212;
  // The registration is accepted, and fails only here.
  return iss === identityIssuer(app.homeTenantId) ? undefined : 700236;
}
