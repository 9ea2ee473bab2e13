import type { TokenRequest } from '../../../shared/access/access';
import { consentLink } from '../../../shared/access/consent-link';
import type { Settings } from '../../../shared/settings';
import { tenantEndpoints } from '../../../shared/tenants/endpoints';
import type { Tenant } from '../../../shared/tenants/tenant';

/** Who asks for the tenant's tokens: its own app, else the partner's. */
export function appOf(tenant: Tenant, settings: Settings): Omit<TokenRequest, 'scope'> {
  return {
    tenantId: tenant.id,
    authority: tenantEndpoints(tenant, settings).authority,
    clientId: tenant.clientId ?? settings.partner.clientId,
    credential: tenant.credential ?? settings.partner.credential,
  };
}

/** The link with which the tenant's administrator consents to that app. */
export function consentLinkOf(tenant: Tenant, settings: Settings): string {
  const { authority, tenantId, clientId } = appOf(tenant, settings);
  const redirectUrl = settings.consentRedirectUrl;
  return consentLink({ authority, tenantId, clientId, ...(redirectUrl && { redirectUrl }) });
}
