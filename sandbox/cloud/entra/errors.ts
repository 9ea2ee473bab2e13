import { guid, type Random } from '../../data/random';
import { type Answer, jsonAnswer } from '../wire/answer';

/** What an error text names. */
export interface ErrorNames {
  readonly tenant: string;
  readonly clientId: string;
  readonly resource: string;
}

interface EntraError {
  readonly status: number;
  readonly error: string;
  readonly text: (names: ErrorNames) => string;
  readonly extra?: Readonly<Record<string, string>>;
}

const badRequest = (error: string, text: EntraError['text']): EntraError => ({ status: 400, error, text });
const badClient = (text: EntraError['text']): EntraError => ({ status: 401, error: 'invalid_client', text });

/**
 * Errors of the token endpoint by AADSTS number: status, `error` and wording as seen in public logs and
 * learn.microsoft.com/entra/identity-platform/reference-error-codes. The `error` of 50196 and 90033 isn't published
 * for this flow; `invalid_grant` and `temporarily_unavailable` are the nearest.
 */
export const entraErrors = {
  700016: badRequest(
    'unauthorized_client',
    ({ clientId, tenant }) =>
      `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  ),
  7000229: badClient(
    ({ clientId, tenant }) =>
      `The client application ${clientId} is missing service principal in the tenant ${tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  ),
  7000112: badRequest('unauthorized_client', ({ clientId }) => `Application '${clientId}' is disabled.`),
  7000215: badClient(
    ({ clientId }) =>
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  ),
  7000222: badClient(
    ({ clientId }) =>
      `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  ),
  7000218: badClient(
    () => "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ),
  700027: badClient(
    () =>
      'Client assertion contains an invalid signature. [Reason - The key was not found.]. Please visit the Azure portal, Graph Explorer or directly use MS Graph to see configured keys for the app.',
  ),
  700024: badClient(
    () =>
      'Client assertion is not within its valid time range. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .',
  ),
  70021: badClient(
    () =>
      'No matching federated identity record found for presented assertion. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion.',
  ),
  700211: badClient(() => 'No matching federated identity record found for presented assertion issuer.'),
  700212: badClient(() => 'No matching federated identity record found for presented assertion audience.'),
  700213: badClient(() => 'No matching federated identity record found for presented assertion subject.'),
  700236: badClient(
    () =>
      'Entra ID tokens issued by a tenant other than the home tenant of the app may not be used for federated identity.',
  ),
  700023: badClient(
    () =>
      'Client assertion audience claim does not match Realm issuer. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .',
  ),
  500011: badRequest(
    'invalid_resource',
    ({ resource, tenant }) =>
      `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  ),
  53003: {
    status: 400,
    error: 'invalid_grant',
    text: () =>
      'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    extra: {
      suberror: 'message_only',
      claims: '{"access_token":{"capolids":{"essential":true,"values":["01234567-89ab-cdef-fedc-ba9876543210"]}}}',
    },
  },
  50196: badRequest(
    'invalid_grant',
    () =>
      'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  ),
  90002: badRequest(
    'invalid_request',
    ({ tenant }) =>
      `Tenant '${tenant}' not found. This may happen if there are no active subscriptions for the tenant. Check to make sure you have the correct tenant ID. Check with your subscription administrator.`,
  ),
  900144: badRequest(
    'invalid_request',
    () => "The request body must contain the following parameters: 'client_id' and 'scope'.",
  ),
  70003: badRequest('unsupported_grant_type', () => 'The app requested an unsupported grant type.'),
  70011: badRequest(
    'invalid_scope',
    ({ resource }) =>
      `The provided value for the input parameter 'scope' isn't valid. The scope ${resource} isn't valid.`,
  ),
  90055: { status: 429, error: 'temporarily_unavailable', text: () => 'There are too many incoming requests.' },
  90033: {
    status: 503,
    error: 'temporarily_unavailable',
    text: () => 'A transient error has occurred. Please try again.',
  },
} as const satisfies Record<number, EntraError>;

export type EntraErrorCode = keyof typeof entraErrors;

export interface ErrorContext {
  readonly now: () => number;
  readonly random: Random;
}

/** The error as Entra answers it, traced and dated. `changes` is laid over status and body. */
export function entraError(
  code: EntraErrorCode,
  names: ErrorNames,
  { now, random }: ErrorContext,
  changes: { readonly status?: number; readonly error?: string } = {},
): Answer {
  const known: EntraError = entraErrors[code];
  const timestamp = `${new Date(now()).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const [trace, correlation] = [guid(random), guid(random)];
  const traced = `\r\nTrace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${timestamp}`;
  return jsonAnswer(changes.status ?? known.status, {
    error: changes.error ?? known.error,
    error_description: `AADSTS${code}: ${known.text(names)}${traced}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    ...known.extra,
  });
}
