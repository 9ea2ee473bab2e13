import type { FaultPlace } from '../errors';
import type { Source } from '../sources/source';
import type { Tenant } from '../tenants/tenant';
import type { CheckpointKey } from './checkpoint';

/** One source of one tenant: what a run collects. */
export interface Target {
  readonly tenant: Tenant;
  readonly source: Source;
}

/** Where its checkpoint lies. */
export function keyOf({ tenant, source }: Target): CheckpointKey {
  return { tenantId: tenant.id, source: source.name };
}

export function placeOf({ tenant, source }: Target): Required<Pick<FaultPlace, 'tenant' | 'source'>> {
  return { tenant: tenant.id, source: source.name };
}
