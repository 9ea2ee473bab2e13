import type { DestinationRegistration } from '../../../shared/destinations/registration';
import { RelayError } from '../../../shared/errors';
import type { Tenant } from '../../../shared/tenants/tenant';
import { asArgument } from '../../as-argument';
import { printable } from '../../columns';
import type { Answer, Command } from '../../command';
import { counted } from '../../instants';
import type { CliServices } from '../../services';
import { registered } from './registered';
import { type Routes, routesTo } from './routes';

/** Tenants of a list at most. */
const shown = 20;

export const removeDestination: Command = {
  noun: 'destinations',
  verb: 'remove',
  summary: 'Remove a destination for good. Its dead letters are kept.',
  operands: ['name'],
  options: {
    yes: { help: 'Remove it; without it is only said what that would mean' },
    force: { help: 'Also if tenants name it in their column destinations' },
  },
  prepare({ positionals, switches }) {
    const [name = ''] = positionals;
    return (services) => remove(services, name, { yes: switches.has('yes'), force: switches.has('force') });
  },
};

interface Consent {
  readonly yes: boolean;
  readonly force: boolean;
}

async function remove(services: CliServices, name: string, { yes, force }: Consent): Promise<Answer> {
  const { destinations, tenants, delivery, ensureStorage } = services;
  await ensureStorage();
  await registered(name, destinations);
  const routes = await routesTo(name, tenants);
  if (routes.naming.length > 0 && !force) throw refused(name, routes);
  const letters = (await delivery.letters.counts({ destination: name })).get(name) ?? 0;
  const means = meaning(name, letters, routes, (await namesBut(name, destinations)).length === 0);
  if (!yes) {
    const again = `To remove it: relay destinations remove ${asArgument(name)}${force ? ' --force' : ''} --yes. Nothing was removed.`;
    throw usageInvalid([`${name} would be removed for good.`, ...means, again]);
  }
  await destinations.remove(name);
  const text = [`${name} is removed.`, ...means].map(printable).join('\n');
  const json = { removed: name, deadLetters: letters, tenantsNamingIt: routes.naming.map(({ id }) => id) };
  return { text, json, healthy: true };
}

async function namesBut(name: string, { list }: DestinationRegistration): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { configured } of list()) if (configured && configured.name !== name) names.push(configured.name);
  return names;
}

function meaning(name: string, letters: number, { naming }: Routes, isLast: boolean): readonly string[] {
  const argument = asArgument(name);
  return [
    `- Events still owed to it end in the dead letters, once their waiting time is over; a destination of the same name`,
    `  that is added before gets them.`,
    letters === 0
      ? '- It has no dead letters so far.'
      : `- Its dead letters, ${letters.toLocaleString('en-US')} so far, are kept: relay dead-letters list --destination ${argument}`,
    ...(naming.length > 0
      ? [`- What is collected for ${counted(naming.length, 'tenant')} that name it goes to the dead letters, too:`]
      : []),
    ...linesOf(naming),
    ...(isLast ? ['- There is no other: what is collected waits for the next one that is added, up to 20 days.'] : []),
  ];
}

function refused(name: string, { naming, malformed }: Routes): RelayError {
  return usageInvalid([
    `${name} isn't removed: ${counted(naming.length, 'tenant')} ${naming.length === 1 ? 'names' : 'name'} it in the column destinations.`,
    ...linesOf(naming),
    ...(malformed > 0 ? [`${counted(malformed, 'malformed row')} couldn't be looked at: relay tenants list`] : []),
    'What is collected for them would go to the dead letters of a destination that is no more. Correct that column of',
    'the table tenants (empty means all destinations), or add --force.',
  ]);
}

function linesOf(tenants: readonly Tenant[]): readonly string[] {
  const lines = tenants.slice(0, shown).map(({ displayName, id }) => `  ${displayName} (${id})`);
  const more = tenants.length - shown;
  return more > 0 ? [...lines, `  and ${counted(more, 'more tenant')}`] : lines;
}

function usageInvalid(lines: readonly string[]): RelayError {
  return new RelayError('usage_invalid', lines.map(printable).join('\n'));
}
