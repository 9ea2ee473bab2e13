import type { Clock } from '../clock';
import { RelayError } from '../errors';
import type { TokenRequest } from './access';
import { type EntraAnswer, readEntraAnswer, readLifetimeMs } from './entra-answer';
import { credentialName, entraFault } from './entra-errors';
import { appCredential, type PipelineStep, type Proof } from './identity';

/** Discovery, the token request and one repetition after a lost connection, together. */
const patienceMs = 20_000;

export interface IssuedToken {
  readonly token: string;
  /** As Entra said it (`expires_in`), from the moment of the answer, in milliseconds. */
  readonly lifetimeMs: number;
}

/** What was seen on the wire during one exchange. */
interface Seen {
  refusal?: EntraAnswer;
  answered?: boolean;
  lifetimeMs?: number;
}

/**
 * Asks Entra once for an app-only token. Rejects with a RelayError of level tenant, source, credential or transient.
 * MSAL turns Entra's error codes into texts, so refusals are read from the wire instead, by a step in its pipeline.
 */
export async function exchangeToken(request: TokenRequest, proof: Proof, clock: Clock): Promise<IssuedToken> {
  const seen: Seen = {};
  const { authority, tenantId, clientId, scope } = request;
  const steps: PipelineStep[] = [
    { policy: deadlineStep(AbortSignal.timeout(patienceMs)), position: 'perCall' },
    { policy: wireStep(seen, clock), position: 'perRetry' },
  ];
  try {
    const issued = await appCredential({ authority, tenantId, clientId, proof }, steps).getToken(scope);
    if (issued && seen.lifetimeMs !== undefined) return { token: issued.token, lifetimeMs: seen.lifetimeMs };
  } catch (error) {
    if (error instanceof RelayError) throw error;
    if (seen.refusal) throw entraFault(seen.refusal, request);
    if (!seen.answered) throw unreachable(request, error);
  }
  throw new RelayError(
    'response_invalid',
    `Entra's answer for tenant ${tenantId} isn't a token. Check that ${new URL(authority).host} is reached without a proxy that changes answers.`,
    { tenant: tenantId, credential: credentialName(request) },
  );
}

function unreachable(request: TokenRequest, cause: unknown): RelayError {
  const { host } = new URL(request.authority);
  return new RelayError(
    'network_failed',
    `No answer came from Entra at ${host} for tenant ${request.tenantId} within ${patienceMs / 1_000} s. Check that it can be reached from here.`,
    { tenant: request.tenantId, cause },
  );
}

/** The SDK stops its own timer when the headers arrive; this one also ends a body that never does. */
function deadlineStep(signal: AbortSignal): PipelineStep['policy'] {
  return {
    name: 'relayDeadline',
    sendRequest: (request, next) => {
      request.abortSignal = signal;
      return next(request);
    },
  };
}

/**
 * Notes what Entra answers, and ends every refusal here: behind this step the SDK would sleep through any
 * `Retry-After`, and MSAL would remember a throttled tenant and hide what was said.
 */
function wireStep(seen: Seen, clock: Clock): PipelineStep['policy'] {
  return {
    name: 'relayEntraAnswer',
    sendRequest: async (request, next) => {
      seen.answered = false;
      const response = await next(request);
      seen.answered = true;
      const body = response.bodyAsText ?? '';
      if (response.status >= 200 && response.status < 300) {
        const lifetimeMs = readLifetimeMs(body);
        if (lifetimeMs !== undefined) seen.lifetimeMs = lifetimeMs;
        return response;
      }
      seen.refusal = readEntraAnswer(response.status, response.headers.toJSON(), body, clock.now());
      throw new Error(`Entra answered with HTTP ${response.status}.`);
    },
  };
}
