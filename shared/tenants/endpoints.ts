import { cloudEndpoints, type Endpoints, isLoopback } from '../cloud';
import type { Settings } from '../settings';
import type { Tenant } from './tenant';

/**
 * Where the Entra authority and the APIs of one tenant are: the settings' endpoints, those of its own cloud when it is
 * in another one (the overrides are for the app's cloud only), and its `apiHost` in front of both Defender APIs.
 */
export function tenantEndpoints(
  { cloud, apiHost }: Pick<Tenant, 'cloud' | 'apiHost'>,
  settings: Pick<Settings, 'cloud' | 'endpoints'>,
): Endpoints {
  const endpoints = cloud === settings.cloud ? settings.endpoints : cloudEndpoints[cloud];
  if (!apiHost) return endpoints;
  const own = (configured: string) => `${schemeFor(apiHost, configured)}//${apiHost}`;
  return {
    ...endpoints,
    defenderXdr: own(endpoints.defenderXdr),
    defenderEndpoint: own(endpoints.defenderEndpoint),
  };
}

/** A loopback host speaks whatever the configured loopback API speaks; everything else https. */
function schemeFor(apiHost: string, configured: string): string {
  const { hostname, protocol } = new URL(configured);
  return isLoopback(hostname) && isLoopback(new URL(`https://${apiHost}`).hostname) ? protocol : 'https:';
}
