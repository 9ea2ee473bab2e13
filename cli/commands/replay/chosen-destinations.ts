import type { ConfiguredDestination } from '../../../shared/destinations/row';
import { RelayError } from '../../../shared/errors';
import type { Tenant } from '../../../shared/tenants/tenant';
import type { Wanted } from './wanted';

/** Whom a replay is for, and what to know about them. */
export interface ChosenDestinations {
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

/** Those named, else those of the tenant's row, else all. Throws `usage_invalid`; in a dry run there may be none. */
export function chosenDestinations(
  { destinations: named, dryRun }: Pick<Wanted, 'destinations' | 'dryRun'>,
  tenant: Pick<Tenant, 'displayName' | 'destinations'>,
  configured: readonly ConfiguredDestination[],
): ChosenDestinations {
  const known = configured.map(({ name }) => name);
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw noSuch(unknown, known);
  const usual = tenant.destinations.length > 0 ? tenant.destinations : known;
  const names = named.length > 0 ? named : [...new Set(usual)].filter((name) => known.includes(name));
  if (names.length === 0 && !dryRun) throw noSuch(usual, known);
  const misspelt = named.length > 0 ? [] : usual.filter((name) => !known.includes(name));
  const unusual = names.filter((name) => !usual.includes(name));
  return {
    names,
    notes: [
      ...misspelt.map((name) => `${tenant.displayName}'s row names ${name}, but there is no destination of that name.`),
      ...unusual.map((name) => `${name} is no destination of ${tenant.displayName} otherwise.`),
      ...configured.filter(({ name }) => names.includes(name)).flatMap(waitingAt),
    ],
  };
}

function waitingAt(destination: ConfiguredDestination): readonly string[] {
  const { name, state } = destination;
  if (state === 'malformed') return [`The row of ${name} is malformed: what is sent waits until it is corrected.`];
  if (state === 'paused') return [`${name} is paused: what is sent waits until it is resumed, for 20 days at most.`];
  return destination.circuit ? [`${name} doesn't answer now: what is sent waits for it.`] : [];
}

function noSuch(names: readonly string[], known: readonly string[]): RelayError {
  const there = known.length > 0 ? `There are: ${known.join(', ')}.` : 'There is none at all: relay destinations add';
  const missing = names.length > 0 ? `There is no destination ${names.map((name) => `"${name}"`).join(', ')}. ` : '';
  return new RelayError('usage_invalid', `${missing}${there}`);
}
