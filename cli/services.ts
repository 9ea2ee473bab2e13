import type { Tokens } from '../shared/access/access';
import { type Clock, systemClock } from '../shared/clock';
import type { Checkpoints } from '../shared/collection/checkpoint';
import type { FleetCollector } from '../shared/collection/collect-tenants';
import { createServices } from '../shared/services';
import { type Environment, readSettings, type Settings } from '../shared/settings';
import type { SourceName } from '../shared/sources/names';
import { sources } from '../shared/sources/registry';
import type { Source } from '../shared/sources/source';
import { jsonLog } from '../shared/telemetry/log';
import type { TenantRegistry } from '../shared/tenants/registry';

/** What the commands need of the app. */
export interface CliServices {
  readonly settings: Settings;
  readonly tenants: TenantRegistry;
  readonly tokens: Tokens;
  readonly checkpoints: Checkpoints;
  /** What the functions collect with. */
  readonly collector: FleetCollector;
  readonly clock: Clock;
  /** What a token for each source is asked for, and which of its roles suffice. */
  readonly sources: Readonly<Record<SourceName, Pick<Source, 'scope' | 'roles'>>>;
  /** Creates missing tables, so that the command line works before the app has started for the first time. */
  ensureStorage(): Promise<void>;
}

/**
 * The same services as the functions', from the same settings. Throws `settings_invalid`.
 * `warn` gets what the services log as a warning or an error, one line of JSON each.
 */
export function openServices(environment: Environment, warn: (line: string) => void): CliServices {
  const settings = readSettings(environment);
  const log = jsonLog(systemClock, (level, line) => {
    if (level === 'warn' || level === 'error') warn(line);
  });
  const { storage, tenants, tokens, checkpoints, collector, clock } = createServices(settings, environment, log);
  return { settings, tenants, tokens, checkpoints, collector, clock, sources, ensureStorage: () => storage.ensure() };
}
