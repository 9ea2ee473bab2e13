import * as z from 'zod';
import { RelayError } from '../errors';
import type { TokenClaims } from './access';

/**
 * Claims of an app-only access token in both of Entra's formats: v1 names the app `appid`, v2 `azp`; a token without
 * application permissions has no `roles` (learn.microsoft.com: access-token-claims-reference).
 */
const wireClaims = z.object({
  aud: z.string(),
  tid: z.string(),
  exp: z.number(),
  appid: z.string().optional(),
  azp: z.string().optional(),
  roles: z.array(z.string()).optional(),
});

/** Who a token must be for: both GUIDs. */
export interface TokenOwner {
  readonly tenantId: string;
  readonly clientId: string;
}

/**
 * What a token says about itself. It is decoded, not verified: that is for the API it is made for.
 * Throws `token_mismatch` if it can't be read, or is of another tenant or app than asked for: it must not be used.
 */
export function readClaims(token: string, owner: TokenOwner): TokenClaims {
  const claims = decode(token);
  if (!claims) {
    throw new RelayError(
      'token_mismatch',
      `The token Entra issued for tenant ${owner.tenantId} can't be read, so its tenant can't be checked and it isn't used. Check that the setting of the API's URL names one of Microsoft's Defender or Graph hosts.`,
      { tenant: owner.tenantId },
    );
  }
  const appId = (claims.appid ?? claims.azp ?? '').toLowerCase();
  const tenantId = claims.tid.toLowerCase();
  requireEqual('tenant', tenantId, owner.tenantId, owner);
  requireEqual('app', appId, owner.clientId, owner);
  return { audience: claims.aud, tenantId, appId, roles: claims.roles ?? [], expiresAt: claims.exp * 1_000 };
}

function requireEqual(what: 'tenant' | 'app', found: string, asked: string, owner: TokenOwner): void {
  if (found === asked.toLowerCase()) return;
  const shown = /^[0-9a-f-]{1,36}$/.test(found) ? found : 'no GUID';
  throw new RelayError(
    'token_mismatch',
    `Entra issued a token for the ${what} ${shown}, not for ${asked}, when asked for tenant ${owner.tenantId}: it isn't used, so that no tenant's data is taken for another's. Check the tenant id and the app's client id of that tenant's row, and ENTRA_AUTHORITY_URL.`,
    { tenant: owner.tenantId },
  );
}

function decode(token: string): z.infer<typeof wireClaims> | undefined {
  const [, payload] = token.split('.');
  if (!payload) return undefined;
  try {
    return wireClaims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
