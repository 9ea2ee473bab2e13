import type { DestinationRegistration, RegisteredRow } from '../../../shared/destinations/registration';
import { RelayError } from '../../../shared/errors';
import { printable } from '../../columns';

/** Names of a hint at most. */
const shown = 10;

/** The row that was typed. Rejects `usage_invalid`, with the names that there are, when there is none. */
export async function registered(
  typed: string,
  destinations: Pick<DestinationRegistration, 'get' | 'list'>,
): Promise<RegisteredRow> {
  const found = await destinations.get(typed);
  if (found) return found;
  const names: string[] = [];
  for await (const { configured } of destinations.list()) if (configured) names.push(configured.name);
  throw new RelayError('usage_invalid', printable(`There is no destination "${typed}". ${hint(names)}`));
}

function hint(names: readonly string[]): string {
  if (names.length === 0) return 'There is none at all yet: relay destinations add <name>';
  const more = names.length > shown ? ', …; all of them: relay destinations list' : '';
  return `There are: ${names.slice(0, shown).join(', ')}${more}`;
}
