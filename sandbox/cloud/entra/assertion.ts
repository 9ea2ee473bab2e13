import { decodeToken, isSignedBy } from '../jwt';
import type { SimulatedApp } from './app';
import type { EntraErrorCode } from './errors';

/**
 * What is wrong with a client assertion, or undefined
 * (learn.microsoft.com/entra/identity-platform/certificate-credentials).
 */
export function assertionFault(
  assertion: string,
  app: SimulatedApp,
  tokenEndpoint: string,
  nowMs: number,
): EntraErrorCode | undefined {
  const decoded = decodeToken(assertion);
  const certificate = decoded && app.certificate(decoded.header);
  if (!certificate || !isSignedBy(assertion, certificate.publicKey)) return 700027;
  const { aud, iss, sub, nbf, exp } = decoded.claims;
  if (iss !== app.clientId || sub !== app.clientId) return 700027;
  if (aud !== tokenEndpoint) return 700023;
  const seconds = nowMs / 1000;
  const started = typeof nbf !== 'number' || nbf <= seconds + allowedSkewSeconds;
  return started && typeof exp === 'number' && exp > seconds ? undefined : 700024;
}

/** Clocks of client and server differ; Entra lets an assertion start a little late. */
const allowedSkewSeconds = 300;
