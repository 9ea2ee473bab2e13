import { randomUUID } from 'node:crypto';
import { ownCredential } from './access/identity';
import { keyVaultSecrets } from './access/secrets';
import { entraTokens } from './access/tokens';
import { systemClock } from './clock';
import { checkpointTable } from './collection/checkpoint-table';
import type { FleetCollector } from './collection/collect-tenants';
import { handOverMessage } from './collection/hand-over';
import { PageCaps } from './collection/page-caps';
import { PageMemory } from './collection/page-memory';
import { reachOf } from './collection/reach';
import type { ForwardDeps } from './delivery/contract';
import { type DeadLetter, deadLetters } from './delivery/dead-letters';
import { deliveryTable } from './delivery/deliveries/deliveries';
import { destinationGuard } from './delivery/guard/guard';
import { recentRouting } from './delivery/routing';
import { destinationTable } from './destinations/table';
import { RelayError } from './errors';
import type { CollectedEvent } from './events/event';
import { eventQueue } from './events/event-queue';
import { encodeMessage } from './events/message';
import { payloadStore } from './events/payloads';
import { choresOf } from './housekeeping/chores';
import { axiosHttp } from './http/axios-http';
import type { Environment, Settings } from './settings';
import { openStorage } from './storage/storage';
import type { Log } from './telemetry/log';
import { tenantRegistry } from './tenants/registry';

/** Everything the functions and the command line work with, made once from the settings. The composition root. */
export type Services = ReturnType<typeof createServices>;

export function createServices(settings: Settings, environment: Environment, log: Log) {
  const clock = systemClock;
  const http = axiosHttp();
  const own = ownCredential(settings.endpoints.authority, environment.AZURE_AUTHORITY_HOST);
  const storage = openStorage(settings.storage, own);
  const secrets = keyVaultSecrets({ vaultUrl: settings.keyVaultUrl, credential: own, clock });
  const tokens = entraTokens({
    secrets,
    clock,
    cloud: settings.cloud,
    ...(environment.AZURE_CLIENT_ID && { identityClientId: environment.AZURE_CLIENT_ID }),
  });
  const tenants = tenantRegistry(storage.tables.tenants, {
    sources: settings.defaultSources,
    lookbackMs: settings.collect.lookbackMs,
    cloud: settings.cloud,
  });
  const checkpoints = checkpointTable(storage.tables.checkpoints);
  const payloads = payloadStore(storage.containers.payloads);
  const { incidents, 'incidents-retry': retryQueue, tenants: tenantQueue } = storage.queues;
  const events = eventQueue({ queue: incidents, retryQueue, payloads });
  const letters = deadLetters({ table: storage.tables.deadletters, container: storage.containers.deadletters });

  const collector: FleetCollector = {
    http,
    tokens,
    secrets,
    clock,
    log,
    checkpoints,
    listTenants: () => tenants.listTenants(),
    reach: (target) => reachOf(settings, target),
    put: (event) => events.put(event),
    keep: (event, reason) => letters.store(neverQueued(event, reason), clock.now()),
    handOver: (tenantIds) => tenantQueue.put(handOverMessage(tenantIds)),
    setTenantStatus: async (tenant, status, reason) => {
      await tenants.setStatus(tenant, status, reason, clock.now()).catch(unlessMoved);
    },
    memory: new PageMemory(),
    caps: new PageCaps(),
    owner: randomUUID(),
    overlapMs: settings.collect.overlapMs,
    concurrency: settings.collect.concurrency,
    inlineTenants: settings.collect.inlineTenants,
  };

  const tools = { clock, random: Math.random, http, secrets, allowPrivate: settings.allowPrivateDestinations };
  const destinations = destinationTable({ table: storage.tables.destinations, tools, log });
  const guard = destinationGuard({ destinations, clock, log });
  const forwarder: ForwardDeps = {
    destinations,
    routing: recentRouting(async (tenantId) => {
      const row = await tenants.get(tenantId);
      return row?.kind === 'tenant' ? row.tenant.destinations : undefined;
    }, clock),
    events,
    payloads,
    deadLetters: letters,
    deliveries: deliveryTable({ table: storage.tables.deliveries, owner: randomUUID }),
    guard,
    clock,
    random: Math.random,
    log,
    deliveryWindowMs: settings.deliveryWindowMs,
  };

  return {
    settings,
    clock,
    log,
    storage,
    secrets,
    tokens,
    tenants,
    checkpoints,
    events,
    destinations,
    destinationTools: tools,
    guard,
    collector,
    forwarder,
    chores: choresOf(
      { guard, destinations, tenants, secrets, queues: storage.queues, events, clock, log },
      settings,
      storage.tables.checkpoints,
    ),
  };
}

/** Somebody else changed the row in between, and knows more. */
function unlessMoved(error: unknown): void {
  if (!(error instanceof RelayError) || error.code !== 'storage_conflict') throw error;
}

/** A record that the queue can't take belongs to no destination yet; it is kept whole under none. */
function neverQueued(event: CollectedEvent, reason: string): DeadLetter {
  const { attributes } = event;
  return { destination: undefined, reason, attempts: 0, attributes, content: encodeMessage(event), kept: 'event' };
}
