import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

/** The three URLs end in the account's name, as the connection string has them. */
export interface EmulatedAccount {
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly tableUrl: string;
}

/** A running Azurite, and its first account. */
export interface Azurite extends EmulatedAccount {
  readonly accounts: readonly EmulatedAccount[];
  /** Resolves when the process is gone; what it held in memory is gone with it. */
  stop(): Promise<void>;
}

/** The account and key that every storage emulator has (learn.microsoft.com: Use the Azurite emulator). */
const usualAccount = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const startTimeoutMs = 60_000;
const stopGraceMs = 2_000;

/** Ends Azurite when the pipe of its standard input closes, as it does however the parent dies. */
const endWithParent = 'process.stdin.resume().on("end",()=>process.exit()).on("close",()=>process.exit()).unref()';

const options = ['--inMemoryPersistence', '--silent', '--disableTelemetry', '--skipApiVersionCheck'];
const ports = ['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'];

export interface AzuriteOptions {
  /** Names; all have the key that every storage emulator has. */
  readonly accounts?: readonly [string, ...string[]];
  /** Paths of PEM files. With them it speaks HTTPS, and takes Entra's tokens too, whose signature it doesn't check. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
}

/** Starts Azurite in memory, on free ports of 127.0.0.1, as a child process that never outlives this one. */
export async function startAzurite({ accounts = [usualAccount], tls }: AzuriteOptions = {}): Promise<Azurite> {
  const entry = createRequire(__filename).resolve('azurite/dist/src/azurite.js');
  const secure = tls ? ['--oauth', 'basic', '--cert', tls.certFile, '--key', tls.keyFile] : [];
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(endWithParent)}`, entry, ...options, ...ports, ...secure],
    // Ctrl-C reaches a terminal's whole process group, but others are still at work with this storage then.
    {
      env: { ...process.env, AZURITE_ACCOUNTS: accounts.map((account) => `${account}:${accountKey}`).join(';') },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    },
  );
  try {
    const origins = await listeningOrigins(child);
    const [first, ...others] = accounts;
    const usual = describe(origins, first);
    const all = [usual, ...others.map((account) => describe(origins, account))];
    return { ...usual, accounts: all, stop: () => stop(child) };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

type Service = 'Blob' | 'Queue' | 'Table';
type Origins = Readonly<Record<Service, string>>;

/** Resolves once all three services said where they listen. */
function listeningOrigins(child: ChildProcess): Promise<Origins> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const fail = (what: string) => reject(new Error(`Azurite ${what}. It printed: ${printed.trim() || '(nothing)'}`));
    const timer = setTimeout(() => fail(`didn't start within ${startTimeoutMs / 1000} seconds`), startTimeoutMs);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const [Blob, Queue, Table] = [origin(printed, 'Blob'), origin(printed, 'Queue'), origin(printed, 'Table')];
      if (!Blob || !Queue || !Table) return;
      clearTimeout(timer);
      resolve({ Blob, Queue, Table });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended while starting (${signal ?? `exit code ${code}`})`);
    });
  });
}

function origin(printed: string, service: Service): string | undefined {
  return new RegExp(`${service} service is successfully listening at (https?://\\S+)`).exec(printed)?.[1];
}

function describe(origins: Origins, account: string): EmulatedAccount {
  const [blobUrl, queueUrl, tableUrl] = [
    `${origins.Blob}/${account}`,
    `${origins.Queue}/${account}`,
    `${origins.Table}/${account}`,
  ];
  const connectionString = [
    `DefaultEndpointsProtocol=${new URL(blobUrl).protocol.slice(0, -1)}`,
    `AccountName=${account}`,
    `AccountKey=${accountKey}`,
    `BlobEndpoint=${blobUrl}`,
    `QueueEndpoint=${queueUrl}`,
    `TableEndpoint=${tableUrl}`,
  ].join(';');
  return { connectionString, blobUrl, queueUrl, tableUrl };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
  await exited;
  clearTimeout(insist);
}
