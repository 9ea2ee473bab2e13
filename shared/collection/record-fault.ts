import type { Clock } from '../clock';
import { RelayError } from '../errors';
import type { Log } from '../telemetry/log';
import type { Tenant } from '../tenants/tenant';
import type { Checkpoints } from './checkpoint';
import { afterFault } from './health';
import { HeldCheckpoint } from './held-checkpoint';
import { keyOf, placeOf, type Target } from './target';

export interface TenantStatuses {
  /** Suspends a tenant with a reason, or makes it active again. No error when its row was changed in between. */
  readonly setTenantStatus: (tenant: Tenant, status: 'suspended' | 'active', reason?: string) => Promise<void>;
}

export interface FaultRecorder extends TenantStatuses {
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
}

/**
 * Records a fault in the target's checkpoint; one that belongs to the whole tenant and lasts suspends the tenant. A fault
 * of the relay itself says nothing about a target, and leaves its row alone; one of storage only gives up the claim.
 */
export async function recordFault(
  recorder: FaultRecorder,
  target: Target,
  held: HeldCheckpoint,
  fault: RelayError,
): Promise<void> {
  if (fault.level === 'relay') return;
  const now = recorder.clock.now();
  const before = held.value;
  if (fault.code === 'storage_failed') return unlessStorageFails(() => held.save({ ...before, lastAttempt: now }, now));
  // A credential's fault is announced once for all; here it only has to be found by who asks about one tenant.
  if (fault.level === 'credential' && before.health.code === fault.code) return;
  const health = afterFault(before.health, fault, now);
  announce(recorder, target, fault, health.state);
  await unlessStorageFails(async () => {
    await held.save({ ...before, health, lastAttempt: now }, now);
    const lasts = health.state === 'suspended' && fault.level === 'tenant';
    if (lasts && target.tenant.status === 'active') {
      await recorder.setTenantStatus(target.tenant, 'suspended', fault.message);
    }
  });
}

/** The same for a target that wasn't tried, because its credential has failed for another. */
export async function recordCredentialFault(recorder: FaultRecorder, target: Target, fault: RelayError): Promise<void> {
  const { checkpoints, owner, clock } = recorder;
  await unlessStorageFails(async () => {
    const held = await HeldCheckpoint.load(checkpoints, keyOf(target), owner, clock.now());
    if (held.mayWork(clock.now())) await recordFault(recorder, target, held, fault);
  });
}

/** Another run moved the row, or storage is down: either way the fault shows again at the next attempt. */
async function unlessStorageFails(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
  }
}

function announce({ log }: FaultRecorder, target: Target, fault: RelayError, state: string): void {
  if (fault.level === 'credential') return;
  const fields = { ...placeOf(target), code: fault.code, state, reason: fault.message };
  if (fault.code === 'throttled') log('info', 'tenant.throttled', fields);
  else log('warn', 'tenant.attention', fields);
}
