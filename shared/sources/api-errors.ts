import { type FaultPlace, RelayError } from '../errors';
import type { HttpResponse } from '../http/http';
import { retryAfterMs } from '../http/retry-after';

interface Answered {
  readonly response: HttpResponse;
  readonly place: FaultPlace & { readonly tenant: string; readonly source: string };
  readonly roles: readonly string[];
  readonly now: number;
}

/** Texts with which the APIs refuse a tenant that isn't onboarded or licensed; a new token won't help (field captures). */
const notLicensed = /account mode is inactive|not provisioned|no \w+ license/i;
/** Enough of an API's own message to recognise it, never a payload. */
const maxMessageLength = 300;

/**
 * The fault behind any answer but 200 (reference: common REST API error codes of Defender XDR and Defender for Endpoint).
 * 206 is a partial answer: an error, never a page.
 */
export function apiFault({ response, place, roles, now }: Answered): RelayError {
  const { status } = response;
  const said = messageIn(response.body);
  const where = `${place.source} of tenant ${place.tenant}`;
  const fault = (code: RelayError['code'], message: string, retry?: number) =>
    new RelayError(code, message, { ...place, ...(retry !== undefined && { retryAfterMs: retry }) });
  const wait = retryAfterMs(response.headers, said, now);

  if (status === 429) return fault('throttled', `${where} is over its quota (429): ${said}`, wait);
  if ((status === 401 || status === 403) && notLicensed.test(said)) {
    return fault(
      'not_licensed',
      `${where} is refused: the tenant has no active Defender licence (${status}: ${said}). It is asked again from time to time.`,
    );
  }
  if (status === 401) return fault('token_rejected', `${where} refused a fresh token (401): ${said}`);
  if (status === 403 && /missing application roles/i.test(said)) {
    return fault(
      'role_missing',
      `${where} needs the application permission ${roles.join(' or ')}: grant it to the app and send the consent link again (403).`,
    );
  }
  if (status === 403)
    return fault(
      'access_denied',
      `${where} refuses access (403): ${said}. Check the app's permissions and the tenant's Defender settings.`,
    );
  if (status >= 500 || status === 408) return fault('server_failed', `${where} failed (${status}): ${said}`, wait);
  if (status >= 400) return fault('request_refused', `${where} refused the request (${status}): ${said}`);
  if (status === 206) return fault('response_invalid', `${where} answered only in part (206); it is read again.`);
  return fault('response_invalid', `${where} answered ${status} where 200 was expected; redirects are not followed.`);
}

function messageIn(body: Buffer): string {
  const text = body.subarray(0, 4_096).toString();
  const message = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? 'no message';
  return message.replace(/\s+/g, ' ').slice(0, maxMessageLength);
}
