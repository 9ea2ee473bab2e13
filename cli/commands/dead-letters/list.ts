import type { Letter } from '../../../shared/delivery/letters/letter';
import { usage } from '../../arguments';
import { asArgument } from '../../as-argument';
import { columns } from '../../columns';
import type { Answer, Command } from '../../command';
import { utc } from '../../instants';
import type { CliServices } from '../../services';
import { tenantNamed } from '../tenants/tenant-named';
import { letterJson, recordOf } from './describe-letter';
import { type NameOf, tenantNames } from './tenant-names';

const name = { noun: 'dead-letters', verb: 'list' };
const header = ['KEY', 'TENANT', 'RECORD', 'DIED (UTC)', 'ATTEMPTS', 'REASON'];
const usualLimit = 50;
const maxWidth = 120;
const maxNameLength = 24;

interface Wanted {
  readonly destination?: string;
  readonly tenant?: string;
  readonly limit: number;
}

export const listLetters: Command = {
  ...name,
  summary: 'Show what could not be delivered, the newest first.',
  operands: [],
  options: {
    destination: { value: 'name', help: 'Only of this destination; "unreadable" for what has none' },
    tenant: { value: 'tenant', help: 'Only of this tenant, by its id or name' },
    limit: { value: 'number', help: `How many at most; default: ${usualLimit}` },
  },
  prepare({ values }) {
    const { destination, tenant, limit = String(usualLimit) } = values;
    if (!/^[1-9]\d{0,6}$/.test(limit)) throw usage(name, '--limit must be a whole number from 1');
    const wanted = { ...(destination && { destination }), ...(tenant && { tenant }), limit: Number(limit) };
    return (services) => list(services, wanted);
  },
};

async function list(services: CliServices, { destination, tenant, limit }: Wanted): Promise<Answer> {
  const { delivery, tenants, ensureStorage } = services;
  await ensureStorage();
  const tenantId = tenant && (await tenantNamed(tenant, tenants)).id;
  const filter = { ...(destination && { destination }), ...(tenantId && { tenantId }) };
  const found = await delivery.letters.newest(filter, limit + 1);
  const shown = found.slice(0, limit);
  const nameOf = await tenantNames(shown, tenants);
  const more = found.length > limit;
  const json = { letters: shown.map((letter) => letterJson(letter, nameOf(letter.tenantId))), more };
  return { text: shown.length > 0 ? describe(shown, nameOf, more) : none(destination, tenant), json, healthy: true };
}

function describe(letters: readonly Letter[], nameOf: NameOf, more: boolean): string {
  const rows = letters.map((letter) => lineOf(letter, nameOf));
  const table = columns([header, ...rows]).map((line) => cut(line, maxWidth));
  const [newest] = letters;
  const key = asArgument(newest?.key ?? '');
  return [
    ...table,
    ...(more ? [`There are more: --limit ${letters.length * 4}`] : []),
    '',
    `All about one of them:  relay dead-letters show ${key}`,
    `Send it again:          relay dead-letters replay ${key}`,
  ].join('\n');
}

function lineOf(letter: Letter, nameOf: NameOf): readonly string[] {
  const { key, tenantId, diedAt, attempts, reason } = letter;
  const died = diedAt === undefined ? '' : utc(diedAt).slice(0, 'YYYY-MM-DD hh:mm'.length);
  const tenant = cut(nameOf(tenantId), maxNameLength);
  return [key, tenant, cut(recordOf(letter), maxNameLength), died, String(attempts), reason];
}

function none(destination: string | undefined, tenant: string | undefined): string {
  const of = [destination && `of destination ${destination}`, tenant && `of tenant ${tenant}`]
    .filter(Boolean)
    .join(' ');
  return `There are no dead letters${of && ` ${of}`}.`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
