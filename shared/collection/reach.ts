import { consentLink } from '../access/consent-link';
import { isLoopback } from '../cloud';
import type { Settings } from '../settings';
import { tenantEndpoints } from '../tenants/endpoints';
import type { Reach } from './read-page';
import type { Target } from './target';

/** Where a target's API is and how a token for it is asked: the tenant's own app and host first, else the settings'. */
export function reachOf(settings: Settings, { tenant, source }: Target): Reach {
  const endpoints = tenantEndpoints(tenant, settings);
  const base = endpoints[source.endpoint];
  const clientId = tenant.clientId ?? settings.partner.clientId;
  return {
    base,
    token: {
      tenantId: tenant.id,
      authority: endpoints.authority,
      clientId,
      credential: tenant.credential ?? settings.partner.credential,
      scope: source.scope(tenant.cloud),
    },
    consentLink: consentLink({
      authority: endpoints.authority,
      tenantId: tenant.id,
      clientId,
      ...(settings.consentRedirectUrl && { redirectUrl: settings.consentRedirectUrl }),
    }),
    local: isLoopback(new URL(base).hostname),
  };
}
