/**
 * What a fault belongs to, and so what it may stop: `tenant` all sources of one tenant, `source` one API of one
 * tenant, `credential` everything on that credential, `transient` only this attempt, `relay` nothing but the thing
 * itself (a setting, a row, a message).
 */
export type FaultLevel = 'tenant' | 'source' | 'credential' | 'transient' | 'relay';

/** The closed list of error codes, each with the level at which its fault belongs. */
const levels = {
  settings_invalid: 'relay',
  usage_invalid: 'relay',
  row_invalid: 'relay',
  message_invalid: 'relay',
  payload_missing: 'relay',
  payload_corrupt: 'relay',
  record_too_large: 'relay',

  consent_missing: 'tenant',
  tenant_not_found: 'tenant',
  tenant_in_other_cloud: 'tenant',
  app_blocked: 'tenant',
  conditional_access: 'tenant',
  token_mismatch: 'tenant',
  redaction_key_missing: 'tenant',

  api_not_in_tenant: 'source',
  role_missing: 'source',
  access_denied: 'source',
  not_licensed: 'source',
  request_refused: 'source',

  credential_missing: 'credential',
  credential_unusable: 'credential',
  credential_wrong: 'credential',
  credential_expired: 'credential',
  credential_rejected: 'credential',

  vault_unavailable: 'transient',
  entra_unavailable: 'transient',
  throttled: 'transient',
  network_failed: 'transient',
  server_failed: 'transient',
  token_rejected: 'transient',
  response_invalid: 'transient',
  response_too_large: 'transient',
  storage_failed: 'transient',
  storage_conflict: 'transient',
} as const satisfies Record<string, FaultLevel>;

export type ErrorCode = keyof typeof levels;

/** Where a fault was met. Only names that may stand in a log: never a secret, token or payload. */
export interface FaultPlace {
  readonly tenant?: string;
  readonly source?: string;
  readonly setting?: string;
  readonly destination?: string;
  readonly credential?: string;
}

export interface FaultDetails extends FaultPlace {
  readonly cause?: unknown;
  /** How long the other side asked us to stay away, in milliseconds; absent when it didn't say. */
  readonly retryAfterMs?: number;
}

/** Every fault the relay raises itself. The message says what, where and what to do, and is fit for an operator. */
export class RelayError extends Error {
  readonly code: ErrorCode;
  readonly level: FaultLevel;
  readonly place: FaultPlace;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: FaultDetails = {}) {
    const { cause, retryAfterMs, ...place } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RelayError';
    this.code = code;
    this.level = levels[code];
    this.place = place;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The message of anything thrown, for logs and reasons. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
