import type { Tenant } from '../../../shared/tenants/tenant';

/** Why a tenant as a whole isn't collected. */
export interface Standstill {
  readonly text: string;
  /** Its sources are tried now and then all the same, until one works. */
  readonly isProbed: boolean;
}

/** Undefined when the tenant is collected. */
export function standstillOf({ status }: Pick<Tenant, 'status'>): Standstill | undefined {
  if (status === 'invited') return { text: 'its administrator has not consented yet', isProbed: false };
  if (status === 'paused') return { text: 'the tenant is paused', isProbed: false };
  return status === 'suspended' ? { text: 'the tenant is suspended', isProbed: true } : undefined;
}
