import { type Azurite, startAzurite } from '../../sandbox/azurite';
import { type SimulatedCloud, startCloud } from '../../sandbox/cloud/cloud';
import { seededRandom } from '../../sandbox/data/random';
import { appSettings, withoutProxy } from '../../sandbox/program/app/app-settings';
import { makeIdentities } from '../../sandbox/program/identities';
import { type ReceivingSiem, startSiem } from '../../sandbox/siem/siem';
import { trustedCertificate } from '../scenarios/support/world';
import { CrashingApp } from './app';
import { ChangingData } from './changing-data';
import { writeDestinations } from './destinations';
import { Gateway } from './gateway';
import { ApiClock, overlap } from './passing-time';
import { writeTestedTenants } from './tenants';
import { Wire } from './wire/wire';

export interface ArenaOptions {
  readonly seed: number;
  readonly appDir: string;
  readonly program: string;
}

/** What all rounds share: storage, cloud, SIEM, and the wire between them and one app after another. */
export interface Arena {
  readonly azurite: Azurite;
  readonly cloud: SimulatedCloud;
  readonly siem: ReceivingSiem;
  /** Before the SIEM. */
  readonly gateway: Gateway;
  readonly wire: Wire;
  readonly data: ChangingData;
  /** Of the simulated cloud. */
  readonly clock: ApiClock;
  /** What all processes printed, the latest lines. */
  readonly printed: readonly string[];
  readonly startApp: () => Promise<CrashingApp>;
  stop(): Promise<void>;
}

const mostPrinted = 5_000;

export async function startArena({ seed, appDir, program }: ArenaOptions): Promise<Arena> {
  const identities = makeIdentities();
  const { secretName, secret } = identities.siem;
  const clock = new ApiClock();
  const [azurite, cloud, siem] = await Promise.all([
    startAzurite(),
    startCloud({ tls: trustedCertificate(), now: clock.now, random: seededRandom(seed), ...identities }),
    startSiem({ secrets: [secret] }),
  ]);
  const data = new ChangingData(cloud, clock, seed);
  const onAsked = ({ service }: { service: string }) => {
    if (service === 'api' || service === 'siem') data.move();
  };
  const gateway = new Gateway();
  const { answerTo } = gateway;
  const wire = await Wire.start({ azurite, apiUrl: cloud.urls.defender, siemUrl: siem.url, onAsked, answerTo });
  // Entra and the vault are asked over TLS, which a tap can't look into; the cloud's own hook can.
  cloud.onRequest(({ service }) => {
    if (service !== 'entra' && service !== 'vault') return;
    const step = service === 'entra' ? 'ask Entra' : 'ask the vault';
    if (!wire.trap.springsAt(step, 'before')) wire.noteStep(step);
  });
  cloud.vault.setSecret(secretName, secret);
  await writeTestedTenants(azurite.connectionString);
  await writeDestinations(azurite.connectionString, wire.urlOf('siem'), secretName);

  const urls = { ...cloud.urls, defender: wire.urlOf('api') };
  const settings = appSettings({ storage: wire.storage, urls, identities, collectSchedule: '0 * * * * *' });
  const env = { ...ofTheMachine(), ...withoutProxy, ...settings, COLLECT_OVERLAP: overlap.setting };
  const printed: string[] = [];
  const print = (line: string) => {
    printed.push(line);
    if (printed.length > mostPrinted) printed.shift();
  };
  return {
    azurite,
    cloud,
    siem,
    gateway,
    wire,
    data,
    clock,
    printed,
    startApp: () => {
      print('--- a new process');
      return CrashingApp.start({ program, appDir, env, print });
    },
    async stop() {
      await wire.quiet();
      await wire.close();
      await Promise.all([siem.close(), cloud.close(), azurite.stop()]);
    },
  };
}

/** Settings of the person's own Azure mustn't reach the app; the certificate of the simulated cloud must. */
function ofTheMachine(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'NODE_EXTRA_CA_CERTS'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
