import { beforeAll, beforeEach } from 'vitest';
import type { SimulatedCloud } from '../../sandbox/cloud/cloud';
import { makeSigningKey, type SigningKey } from '../../sandbox/cloud/jwt';
import type { SimulatedTenant } from '../../sandbox/cloud/tenant';
import { entraTokens } from '../../shared/access/tokens';
import { checkpointTable } from '../../shared/collection/checkpoint-table';
import { collectTenants, type FleetCollector } from '../../shared/collection/collect-tenants';
import { reachOf } from '../../shared/collection/reach';
import { second } from '../../shared/duration';
import { type Message, parseMessage } from '../../shared/events/message';
import { axiosHttp } from '../../shared/http/axios-http';
import { readSettings } from '../../shared/settings';
import { tenantRegistry } from '../../shared/tenants/registry';
import { fleet } from '../collection/support/fleet';
import { tenant } from '../delivery/sample-event';
import { partner, testCloud } from '../sandbox-cloud/fixture';
import { minimal } from '../settings/cases';
import { type Delivering, useDelivering } from './delivering';
import { type Run, relay } from './harness';

/** Until this instant the test's clock has moved when a test begins. */
export const start = Date.parse('2026-11-20T08:00:00Z');

/** The whole relay in fake time: the simulated cloud with its quota, Azurite's tables, the real forward. */
export interface Replaying {
  readonly delivering: Delivering;
  readonly cloud: SimulatedCloud;
  readonly customer: SimulatedTenant;
  readonly collector: FleetCollector;
  /** One run of the timer. */
  collect(): Promise<void>;
  /** Runs `relay replay --tenant Contoso <typed>`. */
  replay(...typed: readonly string[]): Promise<Run>;
  /** Forwards what is on the queue. */
  forward(): Promise<void>;
  /** What lies on the queue. */
  queued(): readonly Message[];
}

export const iso = (ms: number): string => new Date(ms).toISOString();

/** `count` incidents from `first` on, all of one instant or each a second after the one before. */
export function burst(customer: SimulatedTenant, first: number, count: number, ms: number, apartMs = 0): void {
  for (let index = 0; index < count; index += 1) {
    const at = iso(ms + index * apartMs);
    customer.addIncident({
      incidentId: first + index,
      severity: 'High',
      lastUpdateTime: at,
      createdTime: at,
      alerts: [],
    });
  }
}

export function useReplaying(...receivers: readonly string[]): () => Replaying {
  const at = useDelivering(...receivers);
  let signingKey: SigningKey;
  let current: Replaying | undefined;
  beforeAll(async () => {
    signingKey = await makeSigningKey();
  });
  beforeEach(async () => {
    const { clock } = at().world;
    const cloud = await testCloud({ now: () => clock.now(), signingKey, quota: { perMinute: 50, perHour: 1_500 } });
    current = replaying(at(), cloud);
  });
  return () => current as Replaying;
}

function replaying(delivering: Delivering, cloud: SimulatedCloud): Replaying {
  const { world, rows, desk } = delivering;
  const { events } = world;
  const tenants = tenantRegistry(rows.tenants, { sources: ['defender-xdr'], cloud: 'commercial', lookbackMs: 0 });
  const checkpoints = checkpointTable(rows.checkpoints);
  const collector = collectorOf(delivering, cloud, { tenants, checkpoints });
  return {
    delivering,
    cloud,
    customer: cloud.tenant(tenant),
    collector,
    async collect() {
      await collectTenants(collector);
    },
    replay: (...typed) =>
      relay(['replay', '--tenant', 'Contoso', ...typed], { tenants, checkpoints, collector, events, delivery: desk }),
    forward: () => delivering.pass(second, second),
    queued: () => world.queue.texts().map((text) => parseMessage(text)),
  };
}

function collectorOf(
  { world: { clock, events } }: Delivering,
  cloud: SimulatedCloud,
  { tenants, checkpoints }: { tenants: ReturnType<typeof tenantRegistry>; checkpoints: FleetCollector['checkpoints'] },
): FleetCollector {
  const settings = settingsFor(cloud);
  const secrets = { get: async () => ({ value: partner.clientSecret }), forget: () => {} };
  const send = axiosHttp();
  const { collector } = fleet({
    clock,
    http: (request) => {
      clock.advance(200);
      return send(request);
    },
    changes: {
      tokens: entraTokens({ secrets, clock, cloud: 'commercial' }),
      reach: (target) => reachOf(settings, target),
      checkpoints,
      listTenants: () => tenants.listTenants(),
      put: (event) => events.put(event),
      setTenantStatus: async (each, status, reason) => {
        await tenants.setStatus(each, status, reason, clock.now());
      },
    },
  });
  return collector;
}

function settingsFor({ urls }: SimulatedCloud) {
  return readSettings({
    ...minimal,
    PARTNER_TENANT_ID: partner.tenantId,
    PARTNER_CLIENT_ID: partner.clientId,
    ENTRA_AUTHORITY_URL: urls.authority,
    DEFENDER_XDR_URL: urls.defender,
    DEFENDER_ENDPOINT_URL: urls.defender,
  });
}
