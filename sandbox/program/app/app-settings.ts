import type { SimulatedCloud } from '../../cloud/cloud';
import type { Identities } from '../identities';

export interface Surroundings {
  /** Connection string of Azurite. */
  readonly storage: string;
  readonly urls: SimulatedCloud['urls'];
  readonly identities: Identities;
  /** NCRONTAB of the timer `collect`. */
  readonly collectSchedule: string;
}

/** A proxy of this machine would be asked for 127.0.0.1, too. */
export const withoutProxy = { NO_PROXY: '127.0.0.1,localhost' } as const;

/** The app settings with which the function app, or the command line, works against the simulated cloud. */
export function appSettings({ storage, urls, identities, collectSchedule }: Surroundings): Record<string, string> {
  const { partner, own } = identities;
  return {
    AzureWebJobsStorage: storage,
    RelayStorage: storage,
    KEY_VAULT_URL: urls.keyVault,
    PARTNER_TENANT_ID: partner.tenantId,
    PARTNER_CLIENT_ID: partner.clientId,
    PARTNER_CREDENTIAL: `secret:${partner.secretName}`,
    ENTRA_AUTHORITY_URL: urls.authority,
    DEFENDER_XDR_URL: urls.defender,
    DEFENDER_ENDPOINT_URL: urls.defender,
    COLLECT_SCHEDULE: collectSchedule,
    ALLOW_PRIVATE_DESTINATIONS: 'true',
    // DefaultAzureCredential reads these: the app signs in to Key Vault with them.
    AZURE_AUTHORITY_HOST: urls.authority,
    AZURE_TENANT_ID: own.tenantId,
    AZURE_CLIENT_ID: own.clientId,
    AZURE_CLIENT_SECRET: own.clientSecret,
  };
}
