import { RelayError } from '../errors';
import type { Tenant, TenantStatus } from './tenant';

/** Who changes a status: a person at the command line, the relay while it collects, or an administrator's consent. */
export type StatusActor = 'person' | 'relay' | 'consent';

/** What each actor may do. A status may always be set again, e.g. with another reason. */
const allowed: Readonly<Record<StatusActor, readonly `${TenantStatus}→${TenantStatus}`[]>> = {
  // Resuming a suspended tenant spares the person who has just repaired it the wait for the next probe.
  person: ['active→paused', 'suspended→paused', 'paused→active', 'suspended→active'],
  relay: ['active→suspended', 'suspended→active'],
  consent: ['invited→active', 'suspended→active'],
};

export interface StatusChange {
  readonly status: TenantStatus;
  /** In words for an operator. Required of a suspension, cleared when the tenant becomes active. */
  readonly reason?: string;
  readonly by: StatusActor;
}

/** The status columns of a row; an empty text clears a column. */
export interface StatusColumns {
  readonly status: TenantStatus;
  readonly statusReason: string;
  readonly statusSince: string;
}

/**
 * The columns after a change at `now` (milliseconds since the epoch). `statusSince` is the instant the tenant came
 * into its status, so a new reason for the same status doesn't move it.
 * Throws `usage_invalid` when `change.by` may not do this, or a suspension has no reason.
 */
export function changeStatus(
  tenant: Pick<Tenant, 'id' | 'status' | 'statusSince'>,
  { status, reason = '', by }: StatusChange,
  now: number,
): StatusColumns {
  const same = tenant.status === status;
  if (!same && !allowed[by].includes(`${tenant.status}→${status}`)) {
    throw new RelayError('usage_invalid', refusal(tenant.status, status, by), { tenant: tenant.id });
  }
  if (status === 'suspended' && !reason.trim()) {
    throw new RelayError('usage_invalid', `A suspension of tenant ${tenant.id} must give its reason.`, {
      tenant: tenant.id,
    });
  }
  return {
    status,
    statusReason: status === 'active' ? '' : reason.trim(),
    statusSince: (same && tenant.statusSince) || new Date(now).toISOString(),
  };
}

function refusal(from: TenantStatus, to: TenantStatus, by: StatusActor): string {
  const hint = from === 'invited' ? " It becomes active when the customer's administrator consents." : '';
  const who = { person: 'a person', relay: 'the relay', consent: 'consent' }[by];
  return `A tenant that is ${from} can't be made ${to} by ${who}.${hint}`;
}
