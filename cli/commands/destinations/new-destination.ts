import { withoutDestination } from '../../../shared/delivery/letters/key';
import { parseJson } from '../../../shared/destinations/destination-type';
import { isDestinationName } from '../../../shared/destinations/name';
import type { NewDestination } from '../../../shared/destinations/registration';
import { listOf } from '../../../shared/storage/cells';
import { usage } from '../../arguments';
import type { Arguments, Option } from '../../command';

const command = { noun: 'destinations', verb: 'add' };

export const newDestinationOptions: Readonly<Record<string, Option>> = {
  type: { value: 'type', help: 'What it is; default and so far the only one: webhook' },
  url: { value: 'https://…', help: 'Where the receiver takes events (required)' },
  secret: {
    value: 'name[,name]',
    help: 'Name of the Key Vault secret that holds the signing key (required); two while it rotates',
  },
  format: { value: 'format', help: 'How events are written; default: raw' },
  'minimum-severity': { value: 'severity', help: 'Only events as severe as this: informational, low, medium, high' },
  sources: { value: 'a,b', help: 'Only events of these sources, e.g. defender-xdr' },
  statuses: { value: 'a,b', help: 'Only records in these states, e.g. active,inProgress' },
  'detection-sources': { value: 'a,b', help: 'Only what one of these detected, e.g. microsoftDefenderForEndpoint' },
  filter: { value: 'json', help: 'The same as JSON, instead of those four: \'{"minimumSeverity":"medium"}\'' },
  heartbeat: { help: 'Send it a sign of life for every tenant once an hour' },
};

/** What was typed, and the names of the secrets in it. Throws `usage_invalid` for what no schema can tell. */
export function readNewDestination({ positionals, values, switches }: Arguments): {
  readonly destination: NewDestination;
  readonly secrets: readonly string[];
} {
  const name = readName(positionals[0] ?? '');
  const { type = 'webhook', url, format } = values;
  const secrets = listOf(values.secret ?? '');
  if (!url) throw usage(command, '--url <https://…> is missing');
  if (secrets.length === 0) throw usage(command, '--secret <name of a Key Vault secret> is missing');
  const [first, ...others] = secrets;
  const settings = JSON.stringify({ url: url.trim(), secret: others.length > 0 ? secrets : first });
  const filter = readFilter(values);
  const destination = {
    name,
    type: type.trim().toLowerCase(),
    settings,
    ...(format && { format }),
    ...(filter && { filter }),
    ...(switches.has('heartbeat') && { heartbeat: true }),
  };
  return { destination, secrets };
}

function readName(typed: string): string {
  const name = typed.trim();
  // The dead letters that have no destination are listed under this name.
  if (name === withoutDestination) throw usage(command, `"${name}" can't be a name: it stands for no destination`);
  if (!isDestinationName(name))
    throw usage(command, 'a name has up to 128 characters, and no comma, / \\ # or ? in it');
  return name;
}

function readFilter(values: Arguments['values']): string | undefined {
  const { filter, 'minimum-severity': minimumSeverity } = values;
  const list = (text: string | undefined) => (text === undefined ? undefined : listOf(text));
  const flags = {
    minimumSeverity: minimumSeverity?.trim(),
    sources: list(values.sources),
    statuses: list(values.statuses),
    detectionSources: list(values['detection-sources']),
  };
  const flagged = Object.values(flags).some((value) => value !== undefined);
  if (filter === undefined) return flagged ? JSON.stringify(flags) : undefined;
  if (flagged) throw usage(command, 'give either --filter, or --minimum-severity and the like');
  if (parseJson(filter) !== undefined) return filter;
  const hint = "some shells take its quotes away, and --minimum-severity and the like don't need any";
  throw usage(command, `--filter must be JSON; ${hint}`);
}
