import type { FaultPlace } from '../errors';
import type { Source } from '../sources/source';
import type { Tenant } from '../tenants/tenant';

/** One source of one tenant: what a run collects. */
export interface Target {
  readonly tenant: Tenant;
  readonly source: Source;
}

export function placeOf({ tenant, source }: Target): Required<Pick<FaultPlace, 'tenant' | 'source'>> {
  return { tenant: tenant.id, source: source.name };
}
