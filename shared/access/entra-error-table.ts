import type { ErrorCode } from '../errors';

/** What may be named in a message about a refused token. */
export interface Refused {
  readonly tenant: string;
  readonly app: string;
  /** As the setting PARTNER_CREDENTIAL writes it. */
  readonly credential: string;
  readonly scope: string;
}

export interface EntraRule {
  readonly code: ErrorCode;
  /** What happened and what to do, without a full stop's worth of Entra's own text. */
  readonly text: (refused: Refused) => string;
}

const consentMissing: EntraRule = {
  code: 'consent_missing',
  text: ({ app, tenant }) =>
    `The app ${app} has no consent in tenant ${tenant}. Send the consent link again to an administrator of that tenant, and check that the tenant id is right.`,
};

const tenantNotFound: EntraRule = {
  code: 'tenant_not_found',
  text: ({ tenant }) =>
    `Entra knows no tenant ${tenant}, or it has no active subscription. Check the tenant id with the customer, and that the row's cloud is right.`,
};

const otherCloud: EntraRule = {
  code: 'tenant_in_other_cloud',
  text: ({ tenant }) =>
    `Tenant ${tenant} is in another Microsoft cloud than the one asked. Set the column cloud of its row, and register the app in that cloud too.`,
};

const appBlocked: EntraRule = {
  code: 'app_blocked',
  text: ({ app, tenant }) =>
    `The app ${app} is disabled in tenant ${tenant}. Ask an administrator there to allow sign-in for it under Enterprise applications; if it happens in every tenant, look at the app registration itself.`,
};

const conditionalAccess: EntraRule = {
  code: 'conditional_access',
  text: ({ app, tenant }) =>
    `A Conditional Access policy of tenant ${tenant} blocks the app ${app}. Ask its administrator to exclude the app or to allow the outgoing addresses of this function app.`,
};

const apiNotInTenant: EntraRule = {
  code: 'api_not_in_tenant',
  text: ({ scope, tenant }) =>
    `The API of ${scope} isn't in tenant ${tenant}, or is disabled there. Check that the customer has Defender with an active licence, and opened security.microsoft.com once.`,
};

const secretWrong: EntraRule = {
  code: 'credential_wrong',
  text: ({ app, credential }) =>
    `Entra doesn't accept the client secret ${credential} of app ${app}. Put the secret's value, not its id, into Key Vault as a new version.`,
};

const secretExpired: EntraRule = {
  code: 'credential_expired',
  text: ({ app, credential }) =>
    `The client secret ${credential} of app ${app} has expired. Make a new one in the app registration and put its value into Key Vault as a new version.`,
};

const certificateUnknown: EntraRule = {
  code: 'credential_rejected',
  text: ({ app, credential }) =>
    `Entra doesn't accept the signature made with ${credential}. Upload that certificate to the app registration ${app}; right after an upload it can take some minutes.`,
};

const assertionTime: EntraRule = {
  code: 'credential_rejected',
  text: ({ credential }) =>
    `Entra finds the assertion made with ${credential} outside its time of validity. Check the clock of this machine.`,
};

const federationWrong: EntraRule = {
  code: 'credential_rejected',
  text: ({ app }) =>
    `The federated credential of app ${app} doesn't match this function app's managed identity. Check its issuer (the home tenant), subject (the identity's object id) and audience; the identity must be user-assigned and in the app's home tenant. Right after a change it can take some minutes.`,
};

const requestRefused: EntraRule = {
  code: 'request_refused',
  text: ({ scope, tenant }) =>
    `Entra finds the token request for ${scope} in tenant ${tenant} malformed. Check the settings of the authority's and the API's URLs; if they are right, this is a bug of Defender Relay.`,
};

export const throttled: EntraRule = {
  code: 'throttled',
  text: ({ tenant }) => `Entra takes no further token requests for tenant ${tenant} for now. It is asked again later.`,
};

export const unavailable: EntraRule = {
  code: 'entra_unavailable',
  text: ({ tenant }) => `Entra can't issue tokens for tenant ${tenant} at the moment. It is asked again later.`,
};

const rows: readonly (readonly [EntraRule, readonly number[]])[] = [
  [consentMissing, [700016, 7000229, 65001]],
  [tenantNotFound, [90002, 5000224]],
  [otherCloud, [90038, 900382, 900432]],
  [appBlocked, [7000112]],
  [conditionalAccess, [53003, 530032, 50131]],
  [apiNotInTenant, [500011, 500014, 650052, 650057]],
  [secretWrong, [7000215]],
  [secretExpired, [7000222]],
  [certificateUnknown, [700027]],
  [assertionTime, [700024]],
  [federationWrong, [70021, 700211, 700212, 700213, 700222, 700226, 700229, 700236]],
  [requestRefused, [70011, 70022, 900144, 90014, 7000218, 9001023]],
  [throttled, [50196, 90055]],
  [unavailable, [50033, 90006, 90012, 90024, 90033, 90090]],
];

/** By AADSTS number (learn.microsoft.com: reference-error-codes; field reports where that page is silent). */
export const rulesByCode: ReadonlyMap<number, EntraRule> = new Map(
  rows.flatMap(([rule, codes]) => codes.map((code) => [code, rule] as const)),
);

const credentialRejected: EntraRule = {
  code: 'credential_rejected',
  text: ({ app, credential }) =>
    `Entra doesn't accept ${credential} as the credential of app ${app}. Check that it belongs to that app and is valid.`,
};

const unknownReason: EntraRule = {
  code: 'entra_unavailable',
  text: ({ tenant }) =>
    `Entra refuses a token for tenant ${tenant} for a reason that isn't known here. Look its number up at https://login.microsoftonline.com/error.`,
};

/**
 * By OAuth's `error`, when the number is unknown. `unauthorized_client`, `invalid_grant`, `invalid_request` and anything
 * new stay transient: they are said of tenants, apps and credentials alike, and a wrong guess would suspend a tenant,
 * while a transient fault only shows it as failing and asks again.
 */
export function ruleByError(error: string | undefined): EntraRule {
  switch (error) {
    case 'invalid_client':
      return credentialRejected;
    case 'invalid_tenant':
      return tenantNotFound;
    case 'invalid_resource':
      return apiNotInTenant;
    case 'invalid_scope':
    case 'unsupported_grant_type':
      return requestRefused;
    case 'temporarily_unavailable':
    case 'server_error':
      return unavailable;
    default:
      return unknownReason;
  }
}
