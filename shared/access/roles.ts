import { RelayError } from '../errors';
import type { SourceName } from '../sources/names';
import type { TokenClaims } from './access';

/** Whether a token holds at least one of the application permissions that would do. An empty list asks for nothing. */
export function holdsRole(claims: TokenClaims, anyOf: readonly string[]): boolean {
  return anyOf.length === 0 || anyOf.some((role) => claims.roles.includes(role));
}

export interface MissingRole {
  readonly tenantId: string;
  readonly source: SourceName;
  readonly claims: TokenClaims;
  /** Application permissions of which one is needed, the least one first. */
  readonly anyOf: readonly string[];
  readonly consentLink: string;
}

/**
 * The fault of a token without the permission a source needs. Entra issues such tokens without complaint
 * (learn.microsoft.com: v2-oauth2-client-creds-grant-flow, "Controlling tokens without the roles claim").
 */
export function roleMissing(missing: MissingRole): RelayError {
  const { tenantId, source, claims, anyOf, consentLink } = missing;
  const has = claims.roles.length > 0 ? claims.roles.join(', ') : 'no application permission at all';
  return new RelayError(
    'role_missing',
    `Tenant ${tenantId} hasn't granted the application permission ${anyOf.join(' or ')}, which ${source} needs; its token for ${claims.audience} holds ${has}. Add the permission to the app if it lacks it, then have an administrator of the tenant consent: ${consentLink}`,
    { tenant: tenantId, source },
  );
}
