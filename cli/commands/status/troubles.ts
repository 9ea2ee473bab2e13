import { asArgument } from '../../as-argument';
import { counted } from '../../instants';
import type { DestinationStatus, Status } from './read-status';

export interface Trouble {
  readonly destination?: string;
  readonly text: string;
  readonly reason?: string;
  /** What to do. */
  readonly advice: string;
}

/** Everything that somebody has to do something about. */
export function troublesOf(status: Status): readonly Trouble[] {
  const { destinations, unreadable, queues } = status;
  return [
    ...(destinations.some(({ state }) => state.state !== 'gone') ? [] : [noDestination]),
    ...destinations.flatMap((each) => [
      ...ofState(each),
      ...ofSum(each),
      ...ofQueues(each, status),
      ...ofLetters(each),
    ]),
    ...(unreadable > 0 ? [lettersWithout(unreadable)] : []),
    ...poison('incidents-poison', queues['incidents-poison']),
    ...poison('tenants-poison', queues['tenants-poison']),
  ];
}

const noDestination: Trouble = {
  text: 'no destination is configured: everything that is collected waits for the first one',
  advice: 'Add one: relay destinations add',
};

function ofState({ name, state, waiting }: DestinationStatus): readonly Trouble[] {
  const { text, reason, advice = '', attention } = state;
  if (attention) return [{ destination: name, text, ...(reason && { reason }), advice }];
  if (state.state !== 'gone' || waiting <= 0) return [];
  return [
    {
      destination: name,
      text: `${versionsWait(waiting)} for it, but it is not configured (any more)`,
      advice:
        'Add it again, or they go to the dead letters, from where they can be sent to another: relay destinations add',
    },
  ];
}

function ofSum({ name, uneven }: DestinationStatus): readonly Trouble[] {
  const [first] = uneven;
  if (!first) return [];
  return [
    {
      destination: name,
      text: `the counts of ${counted(uneven.length, 'record')} don't agree with the versions that are listed of them`,
      advice: `If nobody has changed the table deliveries by hand, this is a fault of the relay: report it, with the output of ${traceOf(first)}`,
    },
  ];
}

/** A message is on a queue, even if hidden, for as long as somebody works on it. */
function ofQueues({ name, waiting, example }: DestinationStatus, { queuesEmpty }: Status): readonly Trouble[] {
  if (!queuesEmpty || waiting <= 0) return [];
  const which = example ? ` One of them: ${traceOf(example)}` : '';
  return [
    {
      destination: name,
      text: `${versionsWait(waiting)} for it, but no message is on the queues`,
      advice: `Look again in a minute. If it is so still, look for their dead letters, or collect them again: relay replay.${which}`,
    },
  ];
}

function ofLetters({ name, letters }: DestinationStatus): readonly Trouble[] {
  if (letters === 0) return [];
  const advice = `See why: relay dead-letters list --destination ${asArgument(name)}`;
  return [{ destination: name, text: counted(letters, 'dead letter'), advice }];
}

function lettersWithout(count: number): Trouble {
  return {
    text: `${counted(count, 'dead letter')} without a destination`,
    advice: 'See why: relay dead-letters list --destination unreadable',
  };
}

function poison(queue: 'incidents-poison' | 'tenants-poison', depth: number): readonly Trouble[] {
  if (depth === 0) return [];
  const advice = {
    'incidents-poison':
      'They go to the dead letters within a minute. If not, the function forward-poison does not run.',
    'tenants-poison':
      'Collecting these batches of tenants failed five times; the log of the function collect-tenants says why.',
  };
  return [{ text: `${counted(depth, 'message')} on the queue ${queue}`, advice: advice[queue] }];
}

function versionsWait(waiting: number): string {
  return `${counted(waiting, 'version')} ${waiting === 1 ? 'waits' : 'wait'}`;
}

function traceOf({ tenantId, record, kind }: { tenantId: string; record: string; kind: string }): string {
  return `relay trace ${tenantId} ${asArgument(record.replace(/^malformed /, ''))} --kind ${asArgument(kind)}`;
}
