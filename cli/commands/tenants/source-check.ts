import type { TokenClaims } from '../../../shared/access/access';
import { minute } from '../../../shared/duration';
import type { ErrorCode } from '../../../shared/errors';
import type { SourceName } from '../../../shared/sources/names';
import { columns } from '../../columns';
import type { Json } from '../../json';

/** What a token for one source holds, or why there is none. */
export interface SourceCheck {
  readonly source: SourceName;
  readonly claims?: TokenClaims;
  readonly fault?: { readonly code: ErrorCode; readonly message: string };
  /** `token`, or the permissions of which one is needed. Empty when nothing is missing. */
  readonly missing: readonly string[];
}

/** Lines for a person. `now`: milliseconds since the epoch. */
export function describeCheck({ source, claims, fault, missing }: SourceCheck, now: number): readonly string[] {
  const rows = [
    ...(claims ? claimRows(claims, now) : []),
    ...(fault ? [['fault', fault.message]] : []),
    ['missing', missing.join(', ') || 'nothing'],
  ];
  return [source, ...columns(rows.map(([name = '', value = '']) => [`  ${name}`, value]))];
}

function claimRows(claims: TokenClaims, now: number): readonly (readonly string[])[] {
  const minutes = Math.round((claims.expiresAt - now) / minute);
  return [
    ['audience', claims.audience],
    ['tenant', claims.tenantId],
    ['app', claims.appId],
    ['roles', claims.roles.join(', ') || 'none'],
    ['expires', `${new Date(claims.expiresAt).toISOString()} (in ${minutes} minutes)`],
  ];
}

export function jsonOfCheck({ source, claims, fault, missing }: SourceCheck): Json {
  return {
    source,
    ...(claims && { claims: { ...claims, expiresAt: new Date(claims.expiresAt).toISOString() } }),
    ...(fault && { fault: { ...fault } }),
    missing,
  };
}
