import { columns, printable } from '../../columns';
import type { Answer, Command } from '../../command';
import { watchedQueues } from '../../delivery-desk';
import { counted } from '../../instants';
import type { CliServices } from '../../services';
import { type NamedTenant, tenantNamed, titleOf } from '../tenants/tenant-named';
import { type DestinationStatus, readStatus, type Status } from './read-status';
import { statusJson } from './status-json';
import { sumTable } from './sum-table';
import { type Trouble, troublesOf } from './troubles';

export const status: Command = {
  noun: 'status',
  summary: 'Show what became of everything that was collected, how the destinations are, and what is wrong.',
  operands: [],
  options: { tenant: { value: 'tenant', help: 'Count only this tenant, by its id or name' } },
  prepare:
    ({ values }) =>
    (services) =>
      show(services, values.tenant),
};

async function show({ delivery, tenants, clock, ensureStorage }: CliServices, typed?: string): Promise<Answer> {
  await ensureStorage();
  const tenant = typed === undefined ? undefined : await tenantNamed(typed, tenants);
  const read = await readStatus(delivery, tenant?.id, clock.now());
  const troubles = troublesOf(read);
  return {
    text: describe(read, troubles, tenant),
    json: statusJson(read, troubles, tenant),
    healthy: troubles.length === 0,
  };
}

function describe(read: Status, troubles: readonly Trouble[], tenant: NamedTenant | undefined): string {
  const { queues, collected } = read;
  const whose = tenant ? `Of ${titleOf(tenant)}` : 'Of all tenants';
  return [
    printable(`${whose}, ${counted(collected, 'version')} put on the queue since the start.`),
    '',
    ...destinationLines(read),
    'Queues',
    ...columns(watchedQueues.map((name) => [`  ${name}`, counted(queues[name], 'message')])),
    '',
    ...(troubles.length > 0 ? ['Needs attention', ...troubles.flatMap(troubleLines)] : ['Nothing needs attention.']),
  ].join('\n');
}

function destinationLines(read: Status): readonly string[] {
  const { destinations } = read;
  if (destinations.length === 0) return [];
  return [
    'What became of them',
    ...sumTable(destinations),
    ...differenceLines(read),
    ...sampleLines(read),
    '',
    'Destinations',
    ...columns(destinations.map((each) => [`  ${each.name}`, stateLine(each)])),
    '',
  ];
}

function stateLine({ state, letters }: DestinationStatus): string {
  return [state.text, ...(letters > 0 ? [counted(letters, 'dead letter')] : [])].join('; ');
}

function differenceLines({ destinations, collected }: Status): readonly string[] {
  if (destinations.every(({ counts }) => counts.collected === collected)) return [];
  return [
    `A line counts what was meant for that destination: not what was collected before it was added, or for tenants that`,
    `name others, and not what nobody has taken from the queue incidents yet.`,
  ];
}

function sampleLines({ waitingRows, lookedAt }: Status): readonly string[] {
  if (waitingRows <= lookedAt) return [];
  const [all, some] = [waitingRows, lookedAt].map((count) => count.toLocaleString('en-US'));
  return [`Something of ${all} records waits; of ${some} of these the versions were counted one by one.`];
}

function troubleLines({ destination, text, reason, advice }: Trouble): readonly string[] {
  const where = destination === undefined ? '' : `${destination}: `;
  return [`  ${where}${text}`, ...(reason ? [`    ${reason}`] : []), `    ${advice}`].map(printable);
}
