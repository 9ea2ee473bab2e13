import { guid, type Random } from '../../data/random';
import { type Answer, jsonAnswer } from '../wire/answer';
import type { Exceeded } from './quota';

const names: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  429: '429',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
};

/** An error as the Defender APIs answer it (defender-xdr/api-error-codes.md); `target` is a tracking id. */
export function defenderError(random: Random, status: number, message: string, headers = {}): Answer {
  const code = names[status] ?? String(status);
  return jsonAnswer(status, { error: { code, message, target: guid(random) } }, headers);
}

/** Wording seen in the field (MicrosoftDocs/microsoft-365-docs issue 4616 and later bodies). */
export function quotaError(random: Random, { allowed, window, retryAfterSeconds }: Exceeded): Answer {
  const message = `API calls quota exceeded! Maximum allowed ${allowed} per ${window} for the key Destination+TenantID+AppID. You can send requests again in ${retryAfterSeconds} seconds.`;
  return defenderError(random, 429, message, { 'retry-after': String(retryAfterSeconds) });
}

/** What a script's bare error status says. */
export function scriptedError(random: Random, status: number): Answer {
  if (status === 429) return defenderError(random, 429, 'API calls quota exceeded! maximum allowed 45 per 00:01:00');
  return defenderError(random, status, 'The service could not handle the request.');
}
