import type { Letter } from '../../../shared/delivery/letters/letter';
import type { Letters } from '../../../shared/delivery/letters/letters';
import { RelayError } from '../../../shared/errors';
import type { TenantRegistry } from '../../../shared/tenants/registry';
import { usage } from '../../arguments';
import { printable } from '../../columns';
import type { Answer, Arguments, Command } from '../../command';
import { counted, utc } from '../../instants';
import type { CliServices } from '../../services';
import { readAge } from './age';
import { letterInWords } from './describe-letter';
import { forEachLetter } from './each';
import { lettersMeant } from './selection';
import { type NameOf, tenantNames } from './tenant-names';

const name = { noun: 'dead-letters', verb: 'drop' };

/** Lines of a list at most. */
const shown = 20;

type Wanted = { readonly keys: readonly string[] } | { readonly destination: string; readonly olderThanMs: number };

export const dropLetters: Command = {
  ...name,
  summary: 'Remove dead letters for good: those named, or the old ones of a destination.',
  operands: ['key'],
  anyNumber: true,
  options: {
    destination: { value: 'name', help: 'Those of this destination; "unreadable" for those that have none' },
    'older-than': { value: 'age', help: 'With --destination: those that died longer ago, e.g. 30d, 12h or P30D' },
    yes: { help: 'Remove them; without it they are only shown' },
  },
  prepare(args) {
    const wanted = readWanted(args);
    return (services) => drop(services, wanted, args.switches.has('yes'));
  },
};

function readWanted({ positionals, values }: Arguments): Wanted {
  const { destination, 'older-than': age } = values;
  if (positionals.length > 0) {
    if (destination || age) throw usage(name, 'name either keys, or --destination <name> --older-than <age>');
    return { keys: positionals };
  }
  if (!destination || !age) throw usage(name, 'name keys, or --destination <name> together with --older-than <age>');
  const olderThanMs = readAge(age);
  if (olderThanMs === undefined) throw usage(name, '--older-than must be an age such as 30d, 12h or P30D');
  return { destination, olderThanMs };
}

async function drop({ delivery, tenants, clock, ensureStorage }: CliServices, wanted: Wanted, yes: boolean) {
  await ensureStorage();
  const { letters } = delivery;
  const found = 'keys' in wanted ? await lettersMeant(letters, wanted.keys) : old(letters, wanted, clock.now());
  if (!yes) return onlyShown(found, tenants);
  const dropped: Letter[] = [];
  const stopped = await forEachLetter(found, async (letter) => {
    if (await wasRemoved(letters, letter)) dropped.push(letter);
  });
  return answer(dropped, await tenantNames(dropped, tenants), stopped);
}

/** False when it was stored anew since it was read: that isn't the letter that was to be dropped. */
async function wasRemoved(letters: Letters, letter: Letter): Promise<boolean> {
  try {
    await letters.remove(letter);
    return true;
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== 'storage_conflict') throw error;
    return false;
  }
}

/** Nobody is asked: whoever runs this may be a script. Rejects `usage_invalid` when there is anything to remove. */
async function onlyShown(found: AsyncIterable<Letter> | Iterable<Letter>, tenants: TenantRegistry): Promise<Answer> {
  const letters: Letter[] = [];
  for await (const letter of found) letters.push(letter);
  const nameOf = await tenantNames(letters, tenants);
  if (letters.length === 0) return answer([], nameOf, undefined);
  const message = [
    `${counted(letters.length, 'dead letter')} would be removed for good, with what was kept:`,
    ...linesOf(letters, nameOf),
    'To remove them: the same command with --yes. Nothing was removed.',
  ].join('\n');
  throw new RelayError('usage_invalid', message);
}

async function* old(letters: Letters, wanted: Extract<Wanted, { destination: string }>, now: number) {
  for await (const letter of letters.all({ destination: wanted.destination })) {
    if (letter.diedAt !== undefined && now - letter.diedAt >= wanted.olderThanMs) yield letter;
  }
}

function answer(dropped: readonly Letter[], nameOf: NameOf, stopped: string | undefined): Answer {
  const text = [
    dropped.length === 0
      ? 'Nothing was removed: there are no such dead letters.'
      : `${counted(dropped.length, 'dead letter')} removed, with what was kept:`,
    ...linesOf(dropped, nameOf),
    ...(stopped ? [`Stopped, because storage failed; run it again to go on: ${printable(stopped)}`] : []),
  ].join('\n');
  const keys = dropped.map(({ key, eventId, row }) => ({ key, eventId, rowKey: row.rowKey }));
  return { text, json: { dropped: keys, stopped }, healthy: !stopped };
}

function linesOf(letters: readonly Letter[], nameOf: NameOf): readonly string[] {
  const lines = letters.slice(0, shown).map((letter) => {
    const died = letter.diedAt === undefined ? '' : `, died ${utc(letter.diedAt)}`;
    return printable(`  ${letter.key}  ${letterInWords(letter, nameOf(letter.tenantId))}${died}`);
  });
  const more = letters.length - shown;
  return more > 0 ? [...lines, `  and ${counted(more, 'more letter')}`] : lines;
}
