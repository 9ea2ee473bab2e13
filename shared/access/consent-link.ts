export interface ConsentLinkParts {
  /** Origin of the Entra authority. */
  readonly authority: string;
  /** The customer's tenant GUID; without it Entra asks the administrator to sign in and takes his tenant. */
  readonly tenantId?: string;
  readonly clientId: string;
  /** Must be registered on the app; without it Entra returns to the app's first registered address. */
  readonly redirectUrl?: string;
  /** Comes back unchanged on the redirect URL. */
  readonly state?: string;
}

/**
 * Where a customer's administrator consents to the app. The form without a `scope` grants every permission the app
 * requires, also those of several APIs in one go; the newer `/v2.0/adminconsent` names one API's scope
 * (learn.microsoft.com: v2-oauth2-client-creds-grant-flow, "Request the permissions from a directory admin").
 */
export function consentLink(parts: ConsentLinkParts): string {
  const link = new URL(`${parts.authority}/${parts.tenantId ?? 'common'}/adminconsent`);
  link.searchParams.set('client_id', parts.clientId);
  if (parts.redirectUrl) link.searchParams.set('redirect_uri', parts.redirectUrl);
  if (parts.state) link.searchParams.set('state', parts.state);
  return link.href;
}
