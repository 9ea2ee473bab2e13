import { collectTenants, type RunSummary } from '../../../shared/collection/collect-tenants';
import type { HttpSend } from '../../../shared/http/http';
import type { LogEvent } from '../../../shared/telemetry/log';
import { type FakeClock, fakeClock } from '../../support/fake-clock';
import { FakeDefender, type FakeDefenderOptions, type FakeIncident } from './fake-defender';
import { type FleetParts, fleet, tenant } from './fleet';

export const start = Date.parse('2026-11-21T12:00:00Z');
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export function tenantId(number: number): string {
  return `${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`;
}

/** An incident last updated at `ms`, visible from then on. */
export function incident(incidentId: number, ms: number, changes: Partial<FakeIncident> = {}): FakeIncident {
  const lastUpdateTime = new Date(ms).toISOString();
  return { incidentId, lastUpdateTime, createdTime: lastUpdateTime, visibleAt: ms, ...changes };
}

export interface WorldParts extends Partial<Omit<FleetParts, 'clock' | 'http'>> {
  readonly clock?: FakeClock;
  /** How many tenants, numbered from 1. */
  readonly size?: number;
  readonly api?: Partial<FakeDefenderOptions>;
}

/** A fleet of tenants, each with its own API, on one clock that only moves when it is told to. */
export function world({ clock = fakeClock(start), size = 1, api: options, ...parts }: WorldParts = {}) {
  const ids = Array.from({ length: size }, (_, index) => tenantId(index + 1));
  const newApi = () => new FakeDefender({ now: () => clock.now(), ...options });
  const apis = new Map(ids.map((id) => [id, newApi()]));
  const tenants = ids.map((id) => tenant(id));
  const http: HttpSend = (request) => apiOf(new URL(request.url).pathname.split('/')[1] as string).send(request);
  const made = fleet({ clock, http, tenants, ...parts });
  const apiOf = (id: string) => apis.get(id) as FakeDefender;
  const run = (only?: Parameters<typeof collectTenants>[1]): Promise<RunSummary> =>
    collectTenants(made.collector, only);
  return {
    ...made,
    clock,
    api: (number = 1) => apiOf(tenantId(number)),
    run,
    /** A run at the start of each of so many minutes. */
    async minutes(count: number): Promise<void> {
      for (let passed = 0; passed < count; passed += 1) {
        await run();
        clock.advance(minute);
      }
    },
    /** Ids of the records sent of one tenant, in order. */
    sentOf: (number = 1) =>
      made.sent.filter(({ attributes }) => attributes.tenantid === tenantId(number)).map(subjectOf),
    log: (event: LogEvent) => made.logged.filter((line) => line.event === event).map(({ fields }) => fields),
    row: (number = 1) => made.checkpoints.rows.get(`${tenantId(number)}/defender-xdr`)?.columns,
  };
}

function subjectOf({ attributes }: { readonly attributes: { readonly subject: string } }): number {
  return Number(attributes.subject);
}
