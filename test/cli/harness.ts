import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../cli/commands';
import type { DeliveryDesk } from '../../cli/delivery-desk';
import { type Host, run } from '../../cli/run';
import type { TokenClaims, TokenRequest, Tokens } from '../../shared/access/access';
import type { Checkpoints } from '../../shared/collection/checkpoint';
import type { FleetCollector } from '../../shared/collection/collect-tenants';
import type { DestinationTools } from '../../shared/destinations/destination-type';
import type { DestinationRegistration } from '../../shared/destinations/registration';
import { RelayError } from '../../shared/errors';
import type { EventQueue } from '../../shared/events/event-queue';
import { type Environment, readSettings } from '../../shared/settings';
import { sources } from '../../shared/sources/registry';
import type { TenantRegistry } from '../../shared/tenants/registry';

export const now = Date.parse('2026-11-20T10:00:00Z');
export const partnerClientId = 'b6e2a0c4-0000-4000-8000-00000000abcd';

export const environment: Environment = {
  RelayStorage: 'UseDevelopmentStorage=true',
  KEY_VAULT_URL: 'https://relay.vault.azure.net',
  PARTNER_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  PARTNER_CLIENT_ID: partnerClientId,
};

/** Answers with claims, or refuses as Entra would. Keeps what was asked for. */
export interface FakeTokens extends Tokens {
  readonly asked: TokenRequest[];
}

export function fakeTokens(answer: Partial<TokenClaims> | RelayError): FakeTokens {
  const asked: TokenRequest[] = [];
  return {
    asked,
    forget: () => undefined,
    async get(request) {
      asked.push(request);
      if (answer instanceof RelayError) throw answer;
      const claims = {
        audience: 'https://api.security.microsoft.com',
        tenantId: request.tenantId,
        appId: request.clientId,
        roles: ['Incident.Read.All'],
        expiresAt: now + 3_600_000,
        ...answer,
      };
      return { token: 'header.very-secret-payload.signature', claims };
    },
  };
}

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The environments that the program was asked to start again with. */
  readonly restarts: readonly Environment[];
}

export interface Given {
  readonly tenants?: TenantRegistry;
  readonly tokens?: Tokens;
  readonly checkpoints?: Checkpoints;
  readonly collector?: FleetCollector;
  readonly delivery?: DeliveryDesk;
  readonly events?: Pick<EventQueue, 'put'>;
  readonly destinations?: DestinationRegistration;
  readonly destinationTools?: DestinationTools;
  /** Milliseconds since the epoch; `now` of this file when absent. */
  readonly now?: number;
  readonly environment?: Environment;
}

/** Runs `relay <typed>` in this process, with its real commands and settings. */
export async function relay(typed: readonly string[], given: Given = {}): Promise<Run> {
  const [out, err, restarts]: [string[], string[], Environment[]] = [[], [], []];
  const host: Host = {
    environment: given.environment ?? environment,
    print: (text) => out.push(text),
    printError: (text) => err.push(text),
    openServices(complete) {
      const settings = readSettings(complete);
      const clock = given.collector?.clock ?? {
        now: () => given.now ?? now,
        sleep: () => Promise.reject(new Error('No command sleeps.')),
      };
      return {
        settings,
        tenants: given.tenants ?? unexpected('tenants'),
        tokens: given.tokens ?? unexpected('tokens'),
        checkpoints: given.checkpoints ?? unexpected('checkpoints'),
        collector: given.collector ?? unexpected('collector'),
        events: given.events ?? unexpected('events'),
        delivery: given.delivery ?? unexpected('delivery'),
        destinations: given.destinations ?? unexpected('destinations'),
        destinationTools: given.destinationTools ?? unexpected('destinationTools'),
        clock,
        sources,
        progress: (line) => err.push(line),
        ensureStorage: async () => undefined,
      };
    },
    restart(complete) {
      restarts.push(complete);
      return 0;
    },
  };
  const code = await run(typed, commands, host);
  return { code, out: out.join('\n'), err: err.join('\n'), restarts };
}

/** Stands for a service that the command isn't expected to touch. */
function unexpected<T extends object>(name: string): T {
  const fail = () => {
    throw new Error(`The command uses ${name}, and wasn't expected to.`);
  };
  return new Proxy({}, { get: fail, ownKeys: fail }) as T;
}

/** A settings file of its own, with that text. */
export function settingsFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'relay-cli-')), 'local.settings.json');
  writeFileSync(file, text);
  return file;
}
