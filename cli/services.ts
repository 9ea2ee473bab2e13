import type { Tokens } from '../shared/access/access';
import { type Clock, systemClock } from '../shared/clock';
import type { Checkpoints } from '../shared/collection/checkpoint';
import type { FleetCollector } from '../shared/collection/collect-tenants';
import type { DestinationTools } from '../shared/destinations/destination-type';
import { type DestinationRegistration, destinationRegistration } from '../shared/destinations/registration';
import type { EventQueue } from '../shared/events/event-queue';
import { createServices } from '../shared/services';
import { type Environment, readSettings, type Settings } from '../shared/settings';
import type { SourceName } from '../shared/sources/names';
import { sources } from '../shared/sources/registry';
import type { Source } from '../shared/sources/source';
import { jsonLog } from '../shared/telemetry/log';
import type { TenantRegistry } from '../shared/tenants/registry';
import { type DeliveryDesk, deliveryDesk } from './delivery-desk';

/** What the commands need of the app. */
export interface CliServices {
  readonly settings: Settings;
  readonly tenants: TenantRegistry;
  readonly tokens: Tokens;
  readonly checkpoints: Checkpoints;
  /** What the functions collect with. */
  readonly collector: FleetCollector;
  /** Where events wait for delivery. */
  readonly events: Pick<EventQueue, 'put'>;
  /** What became of events, and what can be done about it. */
  readonly delivery: DeliveryDesk;
  readonly destinations: DestinationRegistration;
  /** What destinations are opened with. */
  readonly destinationTools: DestinationTools;
  readonly clock: Clock;
  /** What a token for each source is asked for, and which of its roles suffice. */
  readonly sources: Readonly<Record<SourceName, Pick<Source, 'scope' | 'roles'>>>;
  /** Tells a person what goes on during a long command, one line at a time; the answer comes apart from it. */
  progress(line: string): void;
  /** Creates missing tables, so that the command line works before the app has started for the first time. */
  ensureStorage(): Promise<void>;
}

/**
 * The same services as the functions', from the same settings. Throws `settings_invalid`.
 * `warn` gets what the services log as a warning or an error, one line of JSON each, and the progress of long commands.
 */
export function openServices(environment: Environment, warn: (line: string) => void): CliServices {
  const settings = readSettings(environment);
  const log = jsonLog(systemClock, (level, line) => {
    if (level === 'warn' || level === 'error') warn(line);
  });
  const services = createServices(settings, environment, log);
  const { storage, tenants, tokens, checkpoints, collector, clock, destinations, destinationTools } = services;
  const { destinations: table } = storage.tables;
  return {
    settings,
    tenants,
    tokens,
    checkpoints,
    collector,
    events: services.events,
    delivery: deliveryDesk(services),
    destinations: destinationRegistration({ table, tools: destinationTools, destinations }),
    destinationTools,
    clock,
    sources,
    progress: warn,
    ensureStorage: () => storage.ensure(),
  };
}
