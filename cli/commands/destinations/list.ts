import type { RegisteredRow } from '../../../shared/destinations/registration';
import { cellText } from '../../../shared/storage/cells';
import { columns, printable } from '../../columns';
import type { Command } from '../../command';
import { destinationJson } from './destination-json';
import { filterInWords, filterOf } from './filter-in-words';
import { stateInWords } from './state';
import { whatToDo } from './trouble';

const header = ['NAME', 'TYPE', 'HEARTBEAT', 'FILTER', 'STATE'];

const none = [
  'No destination is registered yet. What is collected waits for the first one, up to 20 days:',
  '  relay destinations add <name> --url https://… --secret <name of a Key Vault secret>',
].join('\n');

export const listDestinations: Command = {
  noun: 'destinations',
  verb: 'list',
  summary: 'Show every destination with its state, and what to do about those in trouble.',
  operands: [],
  options: {},
  prepare:
    () =>
    async ({ destinations, settings, clock, ensureStorage }) => {
      await ensureStorage();
      const rows: RegisteredRow[] = [];
      for await (const row of destinations.list()) rows.push(row);
      const now = clock.now();
      const { deliveryWindowMs } = settings;
      const judged = rows.map((row) => ({ row, todo: whatToDo(row, { now, deliveryWindowMs }) }));
      const troubles = judged.flatMap(({ row, todo }) => (todo ? [printable(`  ${row.row.rowKey}: ${todo}`)] : []));
      const text = [
        ...columns([header, ...rows.map((row) => lineOf(row, now))]),
        ...(troubles.length > 0 ? ['', 'Needs attention:', ...troubles] : []),
      ].join('\n');
      const json = { destinations: judged.map(({ row, todo }) => ({ ...destinationJson(row), whatToDo: todo })) };
      return { text: rows.length > 0 ? text : none, json, healthy: troubles.length === 0 };
    },
};

function lineOf(registered: RegisteredRow, now: number): readonly string[] {
  const { row, configured } = registered;
  const heartbeat = configured?.heartbeat ? 'yes' : 'no';
  const filter = filterInWords(filterOf(row));
  return [row.rowKey, cellText(row.columns.type), heartbeat, filter, stateInWords(registered, now)];
}
