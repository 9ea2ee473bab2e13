import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

export const home = '5ec0de00-0000-4000-8000-000000000001';
export const identity = '5ec0de00-0000-4000-8000-0000000000d1';
export const ids = {
  xdr: '8ee8fdad-f234-4243-8f3b-15c294843740',
  mde: 'fc780465-2017-40d4-a0c5-307022471b92',
  incidentReadAll: '11111111-0000-4000-8000-000000000001',
  incidentRead: '11111111-0000-4000-8000-000000000002',
  alertReadAll: '22222222-0000-4000-8000-000000000001',
};

/** An application in the fake directory, as Graph shows it; `federated` is what hangs below it. */
export interface FakeApp {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly requiredResourceAccess: readonly unknown[];
  readonly web: { readonly redirectUris: readonly string[] };
  readonly isFallbackPublicClient: boolean | null;
  readonly passwordCredentials: readonly { readonly keyId: string; readonly endDateTime: string }[];
  readonly federated: readonly unknown[];
}

/** What the fake `az` keeps; see fake-az/directory.mjs. */
export interface FakeDirectory {
  account: object | undefined;
  applications: FakeApp[];
  servicePrincipals: object[];
  secrets: Record<string, { value: string; expires: string; tags: Readonly<Record<string, string>> }>;
  denied: string[];
  unknownFor: number;
  calls: { readonly args: readonly string[]; readonly body?: unknown }[];
}

const managed = { id: identity, displayName: 'id-relay', servicePrincipalType: 'ManagedIdentity' };

function newDirectory(): FakeDirectory {
  const user = { name: 'admin@partner.example', type: 'user' };
  const role = (id: string, value: string) => ({ id, value, allowedMemberTypes: ['Application'] });
  return {
    account: { environmentName: 'AzureCloud', homeTenantId: home, tenantId: home, user },
    applications: [],
    servicePrincipals: [
      {
        appId: ids.xdr,
        appRoles: [
          role('11111111-0000-4000-8000-00000000000f', 'Incident.ReadWrite.All'),
          role(ids.incidentReadAll, 'Incident.Read.All'),
        ],
        oauth2PermissionScopes: [{ id: ids.incidentRead, value: 'Incident.Read' }],
      },
      { appId: ids.mde, appRoles: [role(ids.alertReadAll, 'Alert.Read.All')], oauth2PermissionScopes: [] },
      { ...managed, alternativeNames: ['isExplicit=True', '/subscriptions/s/id-relay'] },
    ],
    secrets: {},
    denied: [],
    unknownFor: 0,
    calls: [],
  };
}

export interface Ran {
  /** How long it would have waited, in milliseconds; of a program of its own unknown. */
  readonly waits?: readonly number[];
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What was sent to change something, in order: `<method> <path>` or `secret set`. */
  readonly changes: readonly string[];
}

/**
 * A partner with the script and a fake Azure CLI, signed in to his directory. `run` calls the script's parts in this
 * process, which is quick; `runProgram` starts the program itself, which finds the fake `az` on its PATH.
 */
export function partner(changes: Partial<FakeDirectory> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'relay-registration-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'directory.json');
  const read = (): FakeDirectory => JSON.parse(readFileSync(file, 'utf8'));
  const write = (more: Partial<FakeDirectory>) => writeFileSync(file, JSON.stringify({ ...read(), ...more }));
  writeFileSync(file, JSON.stringify({ ...newDirectory(), ...changes }));

  const observed = async (program: () => Promise<Omit<Ran, 'changes'>>): Promise<Ran> => {
    write({ calls: [] });
    const ended = await program();
    return { ...ended, changes: read().calls.flatMap(({ args }) => changeOf(args)) };
  };
  return {
    read,
    write,
    app: () => read().applications[0],
    run: (...args: readonly string[]) => observed(() => inThisProcess(args, read, write)),
    runProgram: (...args: readonly string[]) => observed(() => asProgram(withAz(folder), file, args)),
    /** On a machine that has no `az`. */
    withoutCli: (...args: readonly string[]) => observed(() => asProgram(join(folder, 'empty'), file, args)),
  };
}

async function inThisProcess(
  args: readonly string[],
  read: () => FakeDirectory,
  write: (directory: FakeDirectory) => void,
): Promise<Omit<Ran, 'changes'>> {
  const { program } = await scriptModule<Program>('program.mjs');
  const { azureCli } = await scriptModule<Cli>('az.mjs');
  const { answer }: { answer: (directory: FakeDirectory, args: readonly string[]) => string } = await import(
    resolve(__dirname, 'fake-az/commands.mjs')
  );
  const start = async (command: readonly string[]) => {
    const directory = read();
    try {
      return { code: 0, out: answer(directory, command), err: '' };
    } catch (error) {
      return { code: 1, out: '', err: `ERROR: ${error instanceof Error ? error.message : error}\n` };
    } finally {
      write(directory);
    }
  };
  const [out, err]: [string[], string[]] = [[], []];
  const waits: number[] = [];
  const code = await program(args, {
    az: azureCli('linux', start),
    now: Date.now,
    sleep: async (ms) => void waits.push(ms),
    print: (line) => out.push(`${line}\n`),
    complain: (line) => err.push(`${line}\n`),
  });
  return { code, out: out.join(''), err: err.join(''), waits };
}

type Say = (line: string) => unknown;
interface Program {
  readonly program: (
    args: readonly string[],
    surroundings: {
      readonly az: object;
      readonly now: () => number;
      readonly sleep: (ms: number) => Promise<void>;
      readonly print: Say;
      readonly complain: Say;
    },
  ) => Promise<number>;
}
interface Cli {
  readonly azureCli: (platform: string, start: (args: readonly string[]) => Promise<object>) => object;
}

/** One of the script's own modules, which are JavaScript so that they run without a build. */
export async function scriptModule<T>(name: string): Promise<T> {
  return import(resolve(__dirname, '../../scripts/register-app', name));
}

function withAz(folder: string): string {
  const az = join(folder, 'az');
  writeFileSync(az, `#!/bin/sh\nexec "${process.execPath}" "${resolve(__dirname, 'fake-az/az.mjs')}" "$@"\n`);
  chmodSync(az, 0o755);
  return folder;
}

/** The program itself, with nothing on its PATH but this folder. */
function asProgram(path: string, file: string, args: readonly string[]): Promise<Omit<Ran, 'changes'>> {
  const env = { PATH: path, FAKE_AZ_DIRECTORY: file };
  const script = resolve(__dirname, '../../scripts/register-app.mjs');
  return new Promise((done) => {
    execFile(process.execPath, [script, ...args], { env }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

function changeOf(args: readonly string[]): readonly string[] {
  if (args[0] === 'keyvault') return ['secret set'];
  const [method = '', url = ''] = [args[args.indexOf('--method') + 1], args[args.indexOf('--url') + 1]];
  return method === 'get' ? [] : [`${method} ${new URL(url).pathname.replace(/[0-9a-f-]{36}/g, '…')}`];
}
