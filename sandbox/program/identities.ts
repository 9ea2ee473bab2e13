import { randomBytes } from 'node:crypto';
import type { AppIdentity } from '../cloud/cloud';

/** Who the partner is in the simulated cloud, and the secrets of this one run. */
export interface Identities {
  readonly partner: AppIdentity & { readonly secretName: string };
  /** With which the function app itself reads the vault. */
  readonly own: AppIdentity;
  readonly siem: { readonly secretName: string; readonly secret: string };
}

const partnerTenantId = '5ec0de00-0000-4000-8000-000000000001';

/** The ids are the same in every run, the secrets never. */
export function makeIdentities(): Identities {
  return {
    partner: {
      tenantId: partnerTenantId,
      clientId: '5ec0de00-0000-4000-8000-00000000000a',
      clientSecret: randomBytes(30).toString('base64url'),
      secretName: 'partner-client-secret',
    },
    own: {
      tenantId: partnerTenantId,
      clientId: '5ec0de00-0000-4000-8000-00000000000b',
      clientSecret: randomBytes(30).toString('base64url'),
    },
    siem: { secretName: 'siem-signing-key', secret: signingSecret() },
  };
}

/** As Standard Webhooks writes a symmetric secret: `whsec_` and base64 of 24 to 64 random bytes. */
export function signingSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
