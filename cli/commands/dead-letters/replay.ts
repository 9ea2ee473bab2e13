import { replayLetter } from '../../../shared/delivery/letters/replay';
import { RelayError } from '../../../shared/errors';
import { usage } from '../../arguments';
import type { Answer, Arguments, Command } from '../../command';
import type { CliServices } from '../../services';
import { tenantNamed } from '../tenants/tenant-named';
import { destinationOf } from './describe-letter';
import { describeReplay, type ReplayedLetter, replayJson } from './describe-replay';
import { forEachLetter } from './each';
import { lettersMeant } from './selection';
import { tenantNames } from './tenant-names';

const name = { noun: 'dead-letters', verb: 'replay' };

interface Wanted {
  readonly keys: readonly string[];
  readonly destination?: string;
  readonly tenant?: string;
  readonly to?: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

export const replayLetters: Command = {
  ...name,
  summary: 'Send dead-lettered events again: those named, or all of a destination.',
  operands: ['key'],
  anyNumber: true,
  options: {
    destination: { value: 'name', help: 'All of this destination; "unreadable" for those that have none' },
    tenant: { value: 'tenant', help: 'With --destination or --all: only of this tenant, by its id or name' },
    all: { help: 'All that there are' },
    to: { value: 'destination', help: 'Send them there instead' },
    force: { help: 'Also where the destination has this version, or a newer one, already' },
    'dry-run': { help: 'Only show what would be sent' },
  },
  prepare(args) {
    const wanted = readWanted(args);
    return (services) => replay(services, wanted);
  },
};

function readWanted({ positionals, values, switches }: Arguments): Wanted {
  const { destination, tenant, to } = values;
  const ways = [positionals.length > 0, destination !== undefined, switches.has('all')].filter(Boolean).length;
  if (ways !== 1) throw usage(name, 'name either keys, or --destination <name>, or --all');
  if (tenant && positionals.length > 0) throw usage(name, '--tenant goes with --destination or --all, not with keys');
  return {
    keys: positionals,
    ...(destination && { destination }),
    ...(tenant && { tenant }),
    ...(to && { to }),
    force: switches.has('force'),
    dryRun: switches.has('dry-run'),
  };
}

async function replay(services: CliServices, wanted: Wanted): Promise<Answer> {
  const { delivery, tenants, clock, ensureStorage } = services;
  await ensureStorage();
  const names = (await delivery.destinations.all()).map((each) => each.name);
  if (wanted.to && !names.includes(wanted.to)) throw noSuchDestination(wanted.to, names);
  const letters = await selected(services, wanted);
  const { force, dryRun, to } = wanted;
  const order = { names, force, dryRun, ...(to && { to }) };
  const results: ReplayedLetter[] = [];
  const stopped = await forEachLetter(letters, async (letter) => {
    results.push({
      letter,
      to: to ?? destinationOf(letter),
      result: await replayLetter({ ...delivery, clock }, letter, order),
    });
  });
  const nameOf = await tenantNames(
    results.map(({ letter }) => letter),
    tenants,
  );
  const outcome = { results, dryRun, ...(stopped && { stopped }) };
  return {
    text: describeReplay(outcome, nameOf, clock.now()),
    json: replayJson(outcome, nameOf, clock.now()),
    healthy: !stopped && results.every(({ result }) => !('why' in result) && !result.kept),
  };
}

async function selected({ delivery, tenants }: CliServices, { keys, destination, tenant }: Wanted) {
  if (keys.length > 0) return lettersMeant(delivery.letters, keys);
  const tenantId = tenant && (await tenantNamed(tenant, tenants)).id;
  return delivery.letters.all({ ...(destination && { destination }), ...(tenantId && { tenantId }) });
}

function noSuchDestination(to: string, names: readonly string[]): RelayError {
  const known = names.length > 0 ? `There are: ${names.join(', ')}.` : 'There is none at all: relay destinations add';
  return new RelayError('usage_invalid', `There is no destination "${to}". ${known}`);
}
