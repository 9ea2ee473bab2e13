import { describe, expect, it } from 'vitest';
import { cloudEndpoints } from '../../shared/cloud';
import { tenantEndpoints } from '../../shared/tenants/endpoints';

const settings = { cloud: 'commercial', endpoints: cloudEndpoints.commercial } as const;
const local = {
  cloud: 'commercial',
  endpoints: {
    authority: 'https://localhost:1',
    defenderXdr: 'http://127.0.0.1:2',
    defenderEndpoint: 'http://127.0.0.1:2',
    graph: 'http://127.0.0.1:3',
  },
} as const;

describe('the endpoints of a tenant', () => {
  it("are the settings' in the app's own cloud", () => {
    expect(tenantEndpoints({ cloud: 'commercial' }, local)).toEqual(local.endpoints);
  });

  it("are its own cloud's in another cloud", () => {
    expect(tenantEndpoints({ cloud: 'gcc-high' }, settings)).toEqual(cloudEndpoints['gcc-high']);
  });

  it('put apiHost in front of the Defender APIs only', () => {
    expect(tenantEndpoints({ cloud: 'commercial', apiHost: 'eu.api.security.microsoft.com' }, settings)).toEqual({
      ...cloudEndpoints.commercial,
      defenderXdr: 'https://eu.api.security.microsoft.com',
      defenderEndpoint: 'https://eu.api.security.microsoft.com',
    });
  });

  it('speak http on loopback only if the configured API does', () => {
    const tenant = { cloud: 'commercial', apiHost: 'localhost:9000' } as const;
    expect(tenantEndpoints(tenant, local).defenderXdr).toBe('http://localhost:9000');
    expect(tenantEndpoints(tenant, settings).defenderXdr).toBe('https://localhost:9000');
    const real = { cloud: 'commercial', apiHost: 'eu.api.security.microsoft.com' } as const;
    expect(tenantEndpoints(real, local).defenderXdr).toBe('https://eu.api.security.microsoft.com');
  });
});
