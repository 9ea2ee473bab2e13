import { readFileSync } from 'node:fs';
import type { EmulatedAccount } from '../../../sandbox/azurite';
import { type SimulatedCloud, startCloud } from '../../../sandbox/cloud/cloud';
import { seededRandom } from '../../../sandbox/data/random';
import { appSettings } from '../../../sandbox/program/app/app-settings';
import { type Identities, makeIdentities } from '../../../sandbox/program/identities';
import { writeWebhook } from '../../../sandbox/program/storage-rows';
import { type ReceivingSiem, startSiem } from '../../../sandbox/siem/siem';
import { freshAccount } from '../../support/fresh-account';

/** Everything around the app, with one destination, and the settings for an app in it. */
export interface World {
  readonly azurite: EmulatedAccount;
  readonly cloud: SimulatedCloud;
  readonly siem: ReceivingSiem;
  readonly identities: Identities;
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** NCRONTAB; by default the timer of a minute, which tests that run it by hand don't wait for. */
  readonly collectSchedule?: string;
  /** Default: a fresh one of the Azurite that all tests share. */
  readonly account?: EmulatedAccount;
  /** What follows the SIEM's address in the destination's URL. */
  readonly siemPath?: string;
}

/** The certificate that this process, and with it the app, already trusts. */
export function trustedCertificate() {
  const read = (name: string) => readFileSync(process.env[name] ?? '', 'utf8');
  return { cert: read('TEST_TLS_CERT'), key: read('TEST_TLS_KEY') };
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { collectSchedule = '0 * * * * *', siemPath = '/defender', account: azurite = freshAccount() } = options;
  const identities = makeIdentities();
  const { secretName, secret } = identities.siem;
  const tls = trustedCertificate();
  const [cloud, siem] = await Promise.all([
    startCloud({ tls, random: seededRandom(1), ...identities }),
    startSiem({ tls, secrets: [secret] }),
  ]);
  const storage = azurite.connectionString;
  cloud.vault.setSecret(secretName, secret);
  await writeWebhook(storage, { name: 'siem', url: siem.url + siemPath, secretName });
  return {
    azurite,
    cloud,
    siem,
    identities,
    settings: appSettings({ storage, urls: cloud.urls, identities, collectSchedule }),
    async stop() {
      await Promise.all([siem.close(), cloud.close()]);
    },
  };
}
