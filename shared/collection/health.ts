import { hour, minute } from '../duration';
import type { ErrorCode, RelayError } from '../errors';

export const healthStates = ['ok', 'failing', 'suspended'] as const;

/** How one source of one tenant fares. Instants are milliseconds since the epoch. */
export interface Health {
  readonly state: (typeof healthStates)[number];
  /** In words that can be acted on; absent when ok. */
  readonly reason?: string;
  readonly code?: ErrorCode;
  /** When this state, or this fault, began. */
  readonly since: number;
  /** Equal faults in a row. */
  readonly faults: number;
  /** Probes of a suspended source made so far. */
  readonly probes: number;
  /** Not asked before this instant: throttled, or suspended until the next probe. */
  readonly notBefore?: number;
}

export const suspendAfter = { faults: 3, durationMs: 10 * minute };
const probeDelays = [5 * minute, 15 * minute, hour, 6 * hour, 24 * hour];
/** After a probe that told nothing, because the network or the API failed. */
const probeAgain = 5 * minute;
/** Where neither the header nor the body of a 429 says how long: the APIs count by the minute. */
const unknownThrottle = minute;

export function healthy(now: number): Health {
  return { state: 'ok', since: now, faults: 0, probes: 0 };
}

/** After a success: everything before is forgotten. */
export function afterSuccess(health: Health, now: number): Health {
  if (health.state !== 'ok') return healthy(now);
  return health.notBefore === undefined ? health : healthy(health.since);
}

/**
 * After a fault. Throttling parks the source and is no fault of its state. A tenant's or a source's fault suspends after
 * three equal ones over ten minutes; a transient one, or one of the credential, never does, and at a probe it only puts the
 * probe off.
 */
export function afterFault(health: Health, fault: RelayError, now: number): Health {
  if (fault.code === 'throttled') return { ...health, notBefore: now + (fault.retryAfterMs ?? unknownThrottle) };
  const isOurs = fault.level === 'transient' || fault.level === 'credential';
  if (isOurs && health.state === 'suspended') return { ...health, notBefore: now + (fault.retryAfterMs ?? probeAgain) };
  const equal = health.code === fault.code;
  const failing: Health = {
    state: 'failing',
    reason: fault.message,
    code: fault.code,
    since: equal ? health.since : now,
    faults: equal ? health.faults + 1 : 1,
    probes: 0,
    ...(fault.retryAfterMs !== undefined && { notBefore: now + fault.retryAfterMs }),
  };
  if (isOurs) return failing;
  if (health.state === 'suspended' && equal) return suspended(failing, health.probes + 1, now);
  const lasting = failing.faults >= suspendAfter.faults && now - failing.since >= suspendAfter.durationMs;
  return lasting ? suspended(failing, 0, now) : failing;
}

function suspended(fault: Health, probes: number, now: number): Health {
  const delay = probeDelays[Math.min(probes, probeDelays.length - 1)] as number;
  return { ...fault, state: 'suspended', probes, notBefore: now + delay };
}

export function isDue(health: Health, now: number): boolean {
  return health.notBefore === undefined || health.notBefore <= now;
}
