import { sameWord } from '../../../shared/destinations/filter-view';
import { type NewDestination, registeredAlready } from '../../../shared/destinations/registration';
import { sourceNames } from '../../../shared/sources/names';
import { asArgument } from '../../as-argument';
import { printable } from '../../columns';
import type { Command } from '../../command';
import { counted } from '../../instants';
import type { CliServices } from '../../services';
import { newDestinationOptions, readNewDestination } from './new-destination';
import { type Routes, routesTo } from './routes';
import { doubtsAbout } from './secret-check';

export const addDestination: Command = {
  noun: 'destinations',
  verb: 'add',
  summary: 'Register a destination. Of its secret only the name in the Key Vault is kept.',
  operands: ['name'],
  options: newDestinationOptions,
  prepare(args) {
    const { destination, secrets } = readNewDestination(args);
    return (services) => add(services, destination, secrets);
  },
};

async function add(services: CliServices, destination: NewDestination, secrets: readonly string[]) {
  const { destinations, destinationTools, tenants, clock, ensureStorage } = services;
  const { filter } = destinations.draft(destination);
  await ensureStorage();
  const { name, type } = destination;
  const others = await othersThan(name, destinations);
  const warnings = [...(await doubtsAbout(secrets, destinationTools.secrets)), ...oddSources(filter.sources ?? [])];
  await destinations.add(destination, clock.now());
  const routes = await routesTo(name, tenants);
  const text = [
    `${name} is registered as a ${type}. The relay knows it within 10 seconds.`,
    ...warnings.map((warning) => `Warning: ${warning}`),
    '',
    'See whether it takes events:',
    `  relay destinations test ${asArgument(name)}`,
    '',
    ...consequences(routes),
    ...(others === 0 ? ['It is the first: events that waited for a destination go to it within about 7 minutes.'] : []),
  ].map(printable);
  const { naming, toAll, elsewhere } = routes;
  const json = {
    destination: { name, type },
    first: others === 0,
    tenants: { naming: naming.map(({ id }) => id), toAll, elsewhere },
    warnings,
  };
  return { text: text.join('\n'), json, healthy: true };
}

/** How many there are. Rejects `usage_invalid` when one has the name already, before anybody asks the vault. */
async function othersThan(name: string, { list }: CliServices['destinations']): Promise<number> {
  let others = 0;
  for await (const { configured } of list()) {
    if (configured?.name === name) throw registeredAlready(name);
    if (configured) others += 1;
  }
  return others;
}

function consequences({ naming, toAll, elsewhere }: Routes): readonly string[] {
  if (toAll + naming.length + elsewhere === 0) return ['No tenant is registered yet: relay tenants add'];
  return [
    'From now on it gets what is collected for',
    `  ${counted(toAll, 'tenant')} with an empty column destinations, which send to every destination`,
    ...(naming.length > 0 ? [`  ${counted(naming.length, 'tenant')} with its name in that column`] : []),
    ...(elsewhere > 0 ? [`Not from ${counted(elsewhere, 'tenant')} with only others in that column.`] : []),
  ];
}

/** A filter may name sources of a later version; misspelt, it would keep everything out. */
function oddSources(sources: readonly string[]): readonly string[] {
  const odd = sources.filter((source) => !sourceNames.some((known) => sameWord(known, source)));
  if (odd.length === 0) return [];
  return [
    `the filter names sources that this version doesn't know: ${odd.join(', ')} (it knows ${sourceNames.join(', ')}).`,
  ];
}
