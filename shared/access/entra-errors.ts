import { RelayError } from '../errors';
import type { TokenRequest } from './access';
import type { EntraAnswer } from './entra-answer';
import { type EntraRule, ruleByError, rulesByCode, throttled, unavailable } from './entra-error-table';

/** AADSTS50196: the same request came too often in a loop; asking again within minutes prolongs it. */
const loopDetected = 50196;
const loopPauseMs = 5 * 60_000;

/**
 * The fault behind Entra's refusal, at the level where it belongs. The first AADSTS number decides, else OAuth's
 * `error`; a 429 or 5xx proves nothing against a tenant or credential, whatever it carries.
 */
export function entraFault(answer: EntraAnswer, request: TokenRequest): RelayError {
  const rule = ruleFor(answer);
  const credential = credentialName(request);
  const text = rule.text({ tenant: request.tenantId, app: request.clientId, credential, scope: request.scope });
  const wait = answer.retryAfterMs ?? (answer.codes[0] === loopDetected ? loopPauseMs : undefined);
  return new RelayError(rule.code, `${text} ${evidence(answer)}`, {
    tenant: request.tenantId,
    credential,
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

/** As the setting writes it: `secret:name`, `certificate:name` or `managed-identity`. */
export function credentialName({ credential }: Pick<TokenRequest, 'credential'>): string {
  return credential.kind === 'managed-identity' ? credential.kind : `${credential.kind}:${credential.name}`;
}

function ruleFor(answer: EntraAnswer): EntraRule {
  const { status, codes, error, suberror } = answer;
  if (status === 429) return throttled;
  if (status >= 500) return unavailable;
  const known = codes.map((code) => rulesByCode.get(code)).find((rule) => rule !== undefined);
  if (known) return known;
  const consent = rulesByCode.get(65001);
  return consent && suberror === 'consent_required' ? consent : ruleByError(error);
}

/** What support asks for: the number, and the ids under which Microsoft finds the request. */
function evidence({ status, error, codes, traceId, correlationId }: EntraAnswer): string {
  const [code] = codes;
  const parts = [
    code === undefined ? (error ?? 'no error named') : `AADSTS${code}`,
    `HTTP ${status}`,
    traceId && `trace ${traceId}`,
    correlationId && `correlation ${correlationId}`,
  ];
  return `[${parts.filter(Boolean).join(', ')}]`;
}
