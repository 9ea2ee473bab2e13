import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Random } from '../data/random';
import type { Certificate } from '../tls';
import { defenderService } from './defender/defender';
import { type Quota, QuotaMeter } from './defender/quota';
import { type Directory, directoryOf } from './directory';
import { entraService } from './entra/entra';
import { makeSigningKey, type SigningKey } from './jwt';
import type { LedgerEntry } from './ledger';
import { identityPath, managedIdentityService } from './managed-identity/endpoint';
import { SimulatedVault } from './vault/secrets';
import { vaultService } from './vault/vault';
import { Script, type Step } from './wire/script';
import { listen } from './wire/server';
import {
  type LoggedRequest,
  type RequestHook,
  type Route,
  type Service,
  type Surroundings,
  scriptKey,
  serve,
} from './wire/service';
import type { World } from './world';

export interface AppIdentity {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface CloudOptions {
  readonly tls: Certificate;
  /** Milliseconds since the epoch. Default: the system clock. */
  readonly now?: () => number;
  readonly random?: Random;
  /** Before every answer. Default: none. */
  readonly latencyMs?: number;
  /** Calls to one API of one tenant by one app. Default: not enforced. */
  readonly quota?: Quota;
  /** Of access tokens. Default: drawn between 60 and 90 minutes, as Entra's is. */
  readonly tokenLifetimeSeconds?: number;
  /** Signs access tokens. Default: made at start, which takes a few hundred milliseconds. */
  readonly signingKey?: SigningKey;
  /** The partner's multi-tenant app; its secret is in the vault under `secretName`. */
  readonly partner: AppIdentity & { readonly secretName: string };
  /** The identity with which the function app itself reads the vault. */
  readonly own: AppIdentity;
}

/** A running cloud. GUIDs are taken in any case; what a call changes holds from the next request on. */
export interface SimulatedCloud extends Directory {
  /** Origins without a trailing slash; XDR and Defender for Endpoint share one, as in reality. */
  readonly urls: { readonly authority: string; readonly keyVault: string; readonly defender: string };
  readonly vault: SimulatedVault;
  /** What App Service tells a function app, so that it gets tokens of its managed identities. */
  readonly identityEnvironment: Readonly<Record<'IDENTITY_ENDPOINT' | 'IDENTITY_HEADER', string>>;
  /** Every call so far, in the order of the answers. */
  readonly requests: readonly LoggedRequest[];
  /** Steps for the next calls of one tenant to one route, one step a call. */
  script(tenantId: string, route: Route, steps: readonly Step[]): void;
  /** Script steps that no call has used yet. */
  remainingSteps(tenantId: string, route: Route): number;
  /** Awaited before an answer is computed, so that data can move between two pages. Returns how to take it off. */
  onRequest(hook: RequestHook): () => void;
  setQuota(quota: Quota | undefined): void;
  /** Everything the tenant's APIs have ever shown. */
  ledger(tenantId: string): LedgerEntry[];
  close(): Promise<void>;
}

/** Starts Entra ID, Key Vault, the Defender APIs and an endpoint of managed identities, each on a free port of 127.0.0.1. */
export async function startCloud(options: CloudOptions): Promise<SimulatedCloud> {
  const { partner, own, now = Date.now, random = Math.random } = options;
  const drawnLifetime = () => 3_600 + Math.floor(random() * 1_800);
  const world: World = {
    now,
    random,
    signingKey: options.signingKey ?? (await makeSigningKey()),
    tenants: new Map(),
    apps: new Map(),
    identities: new Map(),
    tokenLifetimeSeconds: () => options.tokenLifetimeSeconds ?? drawnLifetime(),
  };
  const vault = new SimulatedVault(now, random);
  const script = new Script();
  const around: Surroundings = { now, latencyMs: options.latencyMs ?? 0, script, hooks: new Set(), requests: [] };
  const directory = directoryOf(world, partner.clientId);
  let quota = options.quota;

  const origins = { authority: '', keyVault: '', defender: '' };
  const access = {
    tenantId: own.tenantId.toLowerCase(),
    mayRead: (clientId: string) => clientId === own.clientId || world.identities.has(clientId),
    authority: () => origins.authority,
    origin: () => origins.keyVault,
  };
  const limits = { meter: new QuotaMeter(), quota: () => quota };
  const identityHeader = randomUUID();
  const start = (service: Service) => listen(options.tls, handler(service, around));
  const listeners = await Promise.all([
    start(entraService(world, () => origins.authority)),
    start(vaultService(world, vault, access)),
    start(defenderService(world, limits, () => origins.defender)),
    // Within a function app it is plain HTTP.
    listen(undefined, handler(managedIdentityService(world, identityHeader), around)),
  ]);
  const [authority, keyVault, defender, identity] = listeners;
  Object.assign(origins, { authority: authority.url, keyVault: keyVault.url, defender: defender.url });

  for (const { tenantId, clientId, clientSecret } of [partner, own]) {
    directory.tenant(tenantId);
    directory.app(clientId, tenantId).addSecret(clientSecret);
  }
  vault.setSecret(partner.secretName, partner.clientSecret);

  return {
    ...directory,
    urls: origins,
    vault,
    identityEnvironment: { IDENTITY_ENDPOINT: identity.url + identityPath, IDENTITY_HEADER: identityHeader },
    requests: around.requests,
    script: (tenantId, route, steps) => script.add(scriptKey(tenantId.toLowerCase(), route), steps),
    remainingSteps: (tenantId, route) => script.remaining(scriptKey(tenantId.toLowerCase(), route)),
    onRequest: (hook) => {
      around.hooks.add(hook);
      return () => around.hooks.delete(hook);
    },
    setQuota: (changed) => {
      quota = changed;
    },
    ledger: (tenantId) => directory.tenant(tenantId).shown.entries(),
    close: async () => {
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}

/** A failure of the simulator itself is left unhandled on purpose: it must end the program or test that meets it. */
function handler(service: Service, around: Surroundings): RequestListener {
  return (request, response) => {
    void serve(service, around, request, response);
  };
}
