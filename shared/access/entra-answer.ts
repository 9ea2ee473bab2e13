import * as z from 'zod';
import { retryAfterMs } from '../http/retry-after';

/** What Entra said when it refused, without the description, which can hold names of people and tenants. */
export interface EntraAnswer {
  readonly status: number;
  /** OAuth's `error`, e.g. `invalid_client`; absent if the answer isn't Entra's (a proxy's page, say). */
  readonly error?: string;
  /** AADSTS numbers, the most telling first. */
  readonly codes: readonly number[];
  readonly suberror?: string;
  readonly traceId?: string;
  readonly correlationId?: string;
  readonly retryAfterMs?: number;
}

/** Entra's error body (learn.microsoft.com: reference-error-codes, "Handling error codes in your application"). */
const wireError = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
  suberror: z.string().optional(),
  trace_id: z.string().optional(),
  correlation_id: z.string().optional(),
});

/** Reads any answer of the token or discovery endpoint that isn't a success; never throws. */
export function readEntraAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  nowMs: number,
): EntraAnswer {
  const wait = retryAfterMs(headers, '', nowMs);
  const answer = { status, codes: [], ...(wait !== undefined && { retryAfterMs: wait }) };
  const wire = parseJson(body);
  if (!wire) return answer;
  // Some answers carry their number only at the start of the description.
  const described = /^AADSTS(\d+)/.exec(wire.error_description ?? '')?.[1];
  return {
    ...answer,
    codes: wire.error_codes ?? (described ? [Number(described)] : []),
    ...idPart('error', wire.error),
    ...idPart('suberror', wire.suberror),
    ...idPart('traceId', wire.trace_id),
    ...idPart('correlationId', wire.correlation_id),
  };
}

/** These values go into messages, so only what looks like an identifier passes. */
function idPart<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value && /^[\w-]{1,64}$/.test(value) ? ({ [key]: value } as Record<K, string>) : {};
}

function parseJson(body: string): z.infer<typeof wireError> | undefined {
  try {
    return wireError.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** The lifetime of the token in a success of the token endpoint, in milliseconds; undefined in any other body. */
export function readLifetimeMs(body: string): number | undefined {
  try {
    const parsed = z.object({ access_token: z.string(), expires_in: z.coerce.number() }).safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.expires_in * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
