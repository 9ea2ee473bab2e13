import { SimulatedApp } from './entra/app';
import type { ManagedIdentity } from './managed-identity/identity';
import { SimulatedTenant } from './tenant';
import type { World } from './world';

export interface Directory {
  /** The tenant of that GUID, in any case. One that didn't exist comes into being, with consent and licence. */
  tenant(id: string): SimulatedTenant;
  /** The app registration of that client id; a new one belongs to `homeTenantId`. */
  app(clientId: string, homeTenantId?: string): SimulatedApp;
  /** Assigns a user-assigned managed identity to the function app, which may then read the vault with it. */
  assign(identity: ManagedIdentity): void;
}

/** Who exists in the simulated Entra ID. Consent goes to `partnerClientId` unless another app is named. */
export function directoryOf(world: World, partnerClientId: string): Directory {
  const { now, random } = world;
  return {
    tenant: (anyCase) => {
      const id = anyCase.toLowerCase();
      const known = world.tenants.get(id);
      if (known) return known;
      const tenant = new SimulatedTenant(id, { now, random, partnerClientId });
      tenant.consent();
      world.tenants.set(id, tenant);
      return tenant;
    },
    app: (clientId, homeTenantId = '') => {
      const known = world.apps.get(clientId);
      if (known) return known;
      const app = new SimulatedApp(clientId, homeTenantId.toLowerCase());
      world.apps.set(clientId, app);
      return app;
    },
    assign: (identity) => {
      world.identities.set(identity.clientId, identity);
    },
  };
}
