import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzurite } from '../azurite';
import { type SimulatedCloud, startCloud } from '../cloud/cloud';
import { type ReceivingSiem, startSiem } from '../siem/siem';
import { makeCertificate } from '../tls';
import { type AppProcess, startAppProcess } from './app/app-process';
import { appSettings, withoutProxy } from './app/app-settings';
import { type LogLine, parseLogLine } from './app/log-line';
import type { Cleanup } from './cleanup';
import { type SeededSource, seedCustomers } from './fleet/seed';
import { tenantRows } from './fleet/tenant-rows';
import { makeIdentities } from './identities';
import { writeTenants, writeWebhook } from './storage-rows';

export interface SandboxOptions {
  readonly program: string;
  readonly appDir: string;
  /** NCRONTAB. */
  readonly collectSchedule: string;
  readonly maxPollingIntervalMs?: number;
  readonly onLine: (line: LogLine) => void;
  /** Anything else that the app or the runtime writes. */
  readonly onComplaint: (text: string) => void;
}

/** The whole world of the relay, running on this machine. */
export interface Sandbox {
  readonly customers: readonly SeededSource[];
  readonly cloud: SimulatedCloud;
  readonly siem: ReceivingSiem;
  /** Connection string of Azurite. */
  readonly storage: string;
  /** What the app was started with, for the command line to work against the same world. */
  readonly settings: Readonly<Record<string, string>>;
  readonly app: AppProcess;
}

const seed = 20_250_601;

/** Starts everything; what has started is in `cleanup`, also when the rest doesn't start. */
export async function startSandbox(options: SandboxOptions, cleanup: Cleanup): Promise<Sandbox> {
  const identities = makeIdentities();
  const certificate = await makeCertificate();
  const certFile = writeCertificate(certificate.cert, cleanup);
  const [azurite, cloud, siem] = await Promise.all([
    cleanup.add(startAzurite(), (started) => started.stop()),
    cleanup.add(startCloud({ tls: certificate, ...identities }), (started) => started.close()),
    cleanup.add(startSiem({ secrets: [identities.siem.secret] }), (started) => started.close()),
  ]);
  const storage = azurite.connectionString;
  cloud.vault.setSecret(identities.siem.secretName, identities.siem.secret);
  const customers = seedCustomers(cloud, seed);
  await writeTenants(storage, tenantRows(customers));
  await writeWebhook(storage, { name: 'siem', url: `${siem.url}/defender`, secretName: identities.siem.secretName });

  const { collectSchedule } = options;
  const settings = {
    ...appSettings({ storage, urls: cloud.urls, identities, collectSchedule }),
    ...withoutProxy,
    NODE_EXTRA_CA_CERTS: certFile,
  };
  const onOutput = (text: string) => {
    const line = parseLogLine(text);
    if (line) options.onLine(line);
    else options.onComplaint(text);
  };
  const app = await cleanup.add(startAppProcess({ ...options, settings, onOutput }), (started) => started.stop());
  cleanup.onForce(() => app.kill());
  return { customers, cloud, siem, storage, settings, app };
}

/** In a folder that only this user can open. */
function writeCertificate(cert: string, cleanup: Cleanup): string {
  const folder = mkdtempSync(join(tmpdir(), 'defender-relay-'));
  cleanup.onForce(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'cert.pem');
  writeFileSync(file, cert, { mode: 0o600 });
  return file;
}
